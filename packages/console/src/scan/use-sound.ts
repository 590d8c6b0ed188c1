import { useEffect, useEffectEvent, useState } from 'react';
import type { Feedback } from './scan-session.ts';

const key = 'stockroom.scan-sound';
const sounds = {
  good: { pitch: 1_320, seconds: 0.08 },
  bad: { pitch: 220, seconds: 0.35 },
} as const;

let audio: AudioContext | undefined;

/** Plays a short high tone for a successful scan, and a long low one for a failed scan. */
export function useSound(feedback: Feedback | undefined): [boolean, (isOn: boolean) => void] {
  const [isOn, setOn] = useState(() => localStorage.getItem(key) !== 'off');
  const sound = useEffectEvent((tone: Feedback['tone']) => isOn && play(tone));
  useEffect(() => {
    if (feedback) sound(feedback.tone);
  }, [feedback]);
  const setSound = (next: boolean) => {
    localStorage.setItem(key, next ? 'on' : 'off');
    setOn(next);
  };
  return [isOn, setSound];
}

function play(tone: Feedback['tone']): void {
  audio ??= new AudioContext();
  // Browsers allow sound only after the user has interacted with the page.
  void audio.resume();
  const { pitch, seconds } = sounds[tone];
  const end = audio.currentTime + seconds;
  const oscillator = audio.createOscillator();
  const volume = audio.createGain();
  oscillator.frequency.value = pitch;
  volume.gain.setValueAtTime(0.15, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, end);
  oscillator.connect(volume).connect(audio.destination);
  oscillator.start();
  oscillator.stop(end);
}
