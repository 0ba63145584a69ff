import { useEffect, useState } from 'preact/hooks';

/** Where the reader is: the parts of the address behind its `#/`. */
export function usePlace(): readonly string[] {
  const [place, setPlace] = useState(placeOf);
  useEffect(() => {
    const go = () => setPlace(placeOf());
    addEventListener('hashchange', go);
    return () => removeEventListener('hashchange', go);
  }, []);
  return place;
}

const placeOf = () => location.hash.replace(/^#\/?/, '').split('/').filter(Boolean).map(decodeURIComponent);
