using System.Text.Json.Serialization;

namespace Mortise.Server.Features.AppModules;

/// <summary>How facts become JSON, without reflection.</summary>
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class FactJson : JsonSerializerContext;
