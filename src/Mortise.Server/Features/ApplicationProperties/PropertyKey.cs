using Mortise.Connect.Descriptors;
using Mortise.Server.Platform.Properties;

namespace Mortise.Server.Features.ApplicationProperties;

/// <summary>Host, app and name: one row.</summary>
internal readonly record struct PropertyKey(PropertyHost Host, AppKey App, PropertyName Name);
