// Stands for @atlaskit/tokens: this host has no themes that an app's page could follow.
export const setGlobalTheme = () => Promise.resolve();
