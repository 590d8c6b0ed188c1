import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { Skeleton } from '../components/skeleton.tsx';
import { type BarcodeReader, createBarcodeReader } from './barcode-reader.ts';
import styles from './camera.module.css';

const millisecondsBetweenLooks = 120;
/** A code that stays in the picture is one scan; out of sight for so long, it is another. */
const millisecondsOutOfSight = 1_500;

interface CameraProps {
  readonly onCode: (code: string) => void;
}

/** The camera's picture, read for barcodes until it is taken away. */
export default function Camera({ onCode }: CameraProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [problem, setProblem] = useState<string>();
  const [isReady, setReady] = useState(false);
  const tell = useEffectEvent(onCode);

  useEffect(() => {
    const stopped = new AbortController();
    let stream: MediaStream | undefined;
    const watch = async () => {
      stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: 'environment', width: { ideal: 1_280 } },
      });
      if (!video.current || stopped.signal.aborted) return stopStream(stream);
      video.current.srcObject = stream;
      await video.current.play();
      setReady(true);
      await readAll(video.current, await createBarcodeReader(), tell, stopped.signal);
    };
    watch().catch((error: unknown) => {
      if (!stopped.signal.aborted) setProblem(reasonOf(error));
    });
    return () => {
      stopped.abort();
      if (stream) stopStream(stream);
    };
  }, []);

  if (problem) {
    return (
      <p className={styles.problem} role="alert">
        {problem}
      </p>
    );
  }
  return (
    <div className={styles.frame}>
      {!isReady && <Skeleton />}
      <video ref={video} className={styles.video} muted playsInline aria-label="Camera" />
    </div>
  );
}

async function readAll(
  video: HTMLVideoElement,
  reader: BarcodeReader,
  tell: (code: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const lastSeen = new Map<string, number>();
  while (!signal.aborted) {
    const code = await reader(video);
    if (signal.aborted) return;
    if (code !== undefined) {
      const now = performance.now();
      if (now - (lastSeen.get(code) ?? -Infinity) > millisecondsOutOfSight) tell(code);
      lastSeen.set(code, now);
    }
    await new Promise((resolve) => setTimeout(resolve, millisecondsBetweenLooks));
  }
}

function stopStream(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function reasonOf(error: unknown): string {
  if (error instanceof DOMException && error.name === 'NotAllowedError') {
    return 'The browser does not let this page use the camera. Allow it in the address bar, then start it again.';
  }
  if (error instanceof DOMException && error.name === 'NotFoundError') {
    return 'There is no camera on this device. A scanner that types works without.';
  }
  if (!navigator.mediaDevices)
    return 'Browsers give the camera only to pages that came over HTTPS.';
  return 'The camera could not be started. Close what else uses it, then start it again.';
}
