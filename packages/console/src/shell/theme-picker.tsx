import type { IconName } from '../components/icon.tsx';
import { IconButton } from '../components/icon-button.tsx';
import { type Theme, themes, useTheme } from './theme.ts';

const looks: Record<Theme, { label: string; icon: IconName }> = {
  system: { label: 'Theme: system', icon: 'contrast' },
  light: { label: 'Theme: light', icon: 'sun' },
  dark: { label: 'Theme: dark', icon: 'moon' },
};

/** A button that cycles through the themes. */
export function ThemePicker() {
  const [theme, setTheme] = useTheme();
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system';
  return <IconButton {...looks[theme]} onClick={() => setTheme(next)} />;
}
