// Stands for @atlaskit/platform-feature-flags: no flag is set here.
export const setBooleanFeatureFlagResolver = () => {};
