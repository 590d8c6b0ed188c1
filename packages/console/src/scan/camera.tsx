import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { Skeleton } from '../components/skeleton.tsx';
import { type BarcodeReader, createBarcodeReader } from './barcode-reader.ts';
import styles from './camera.module.css';

const scanIntervalMilliseconds = 120;
/** A code counts as one scan while it stays in view. After this long out of view it counts again. */
const outOfViewMilliseconds = 1_500;

interface CameraProps {
  readonly onCode: (code: string) => void;
}

/** Live camera view. Reads barcodes until it is unmounted. */
export default function Camera({ onCode }: CameraProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [error, setError] = useState<string>();
  const [isReady, setReady] = useState(false);
  const emit = useEffectEvent(onCode);

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
      await readAll(video.current, await createBarcodeReader(), emit, stopped.signal);
    };
    watch().catch((reason: unknown) => {
      if (!stopped.signal.aborted) setError(messageFor(reason));
    });
    return () => {
      stopped.abort();
      if (stream) stopStream(stream);
    };
  }, []);

  if (error) {
    return (
      <p className={styles.error} role="alert">
        {error}
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
  emit: (code: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const lastSeen = new Map<string, number>();
  while (!signal.aborted) {
    const code = await reader(video);
    if (signal.aborted) return;
    if (code !== undefined) {
      const now = performance.now();
      if (now - (lastSeen.get(code) ?? -Infinity) > outOfViewMilliseconds) emit(code);
      lastSeen.set(code, now);
    }
    await new Promise((resolve) => setTimeout(resolve, scanIntervalMilliseconds));
  }
}

function stopStream(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function messageFor(error: unknown): string {
  if (error instanceof DOMException && error.name === 'NotAllowedError') {
    return 'Camera access is blocked. Allow it in the address bar, then start the camera again.';
  }
  if (error instanceof DOMException && error.name === 'NotFoundError') {
    return 'No camera found. You can use a handheld scanner instead.';
  }
  if (!navigator.mediaDevices)
    return 'Browsers allow camera access only on pages served over HTTPS.';
  return 'The camera could not be started. Close other apps that use it, then try again.';
}
