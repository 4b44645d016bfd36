// Stands for web-vitals: nothing is measured in the pages of apps.
export const onCLS = () => {};
export const onFCP = () => {};
export const onLCP = () => {};
export const onTTFB = () => {};
