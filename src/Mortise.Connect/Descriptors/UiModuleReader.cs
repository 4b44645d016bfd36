using System.Collections.Frozen;
using System.Text.Json;

namespace Mortise.Connect.Descriptors;

/// <summary>Reads the modules that show something.</summary>
/// <remarks>Source: <c>connect.md</c> 2.2 and 3.1 to 3.4.</remarks>
internal sealed class UiModuleReader(DescriptorContext context)
{
    private const int MaxTexts = 200;

    /// <summary>Reads the common members; null when one of those that a module must have is not sound.</summary>
    /// <param name="node">The module.</param>
    /// <param name="locations">The known locations, or null for a module that has none.</param>
    /// <param name="fallback">The location of a module that names none.</param>
    /// <param name="required">Whether a location must be there.</param>
    public UiModule? Read(ObjectNode node, FrozenSet<string>? locations, string? fallback = null, bool required = false) =>
        ReadAs(node, locations, fallback, required, allowHttp: null, common => common);

    public WebItem? ReadWebItem(ObjectNode node)
    {
        var target = node.OptionalObject("target");
        var styles = node.Texts("styleClasses", MaxTexts, "an array of class names");
        var opens = ReadTarget(target);
        return ReadAs(node, KnownNames.WebItemLocations, null, required: true, allowHttp: true, common => new WebItem(common)
        {
            Target = opens,
            TargetOptions = DescriptorContext.Optional(target?.OptionalObject("options")),
            StyleClasses = [.. styles.Select(style => style.Text)],
        });
    }

    public FileView? ReadFileView(ObjectNode node)
    {
        var matches = node.OptionalObject("file_matches", "an object with 'extensions', 'filenames' or 'mime_types'");
        var extensions = Matches("extensions");
        var names = Matches("filenames");
        var types = Matches("mime_types");
        return ReadAs(node, null, null, required: false, allowHttp: null, common => new FileView(common)
        {
            Extensions = [.. extensions.Select(extension => extension.TrimStart('.'))],
            FileNames = names,
            MimeTypes = types,
        });

        string[] Matches(string name) => matches is null ? [] : [.. matches.Texts(name, MaxTexts, "an array of strings").Select(text => text.Text)];
    }

    private T? ReadAs<T>(ObjectNode node, FrozenSet<string>? locations, string? fallback, bool required, bool? allowHttp, Func<UiModule, T> make)
        where T : UiModule
    {
        var key = context.ReadKey(node);
        var name = DescriptorContext.ReadLocalised(node, "name", required: true);
        var url = context.ReadUrl(node, allowHttp: allowHttp);
        var location = ReadLocation(node, locations, fallback, required);
        var conditions = context.Conditions.ReadList(node);
        var icon = ReadIcon(node);
        var parameters = node.OptionalObject("params");
        var weight = node.OptionalInteger("weight");
        var tooltip = DescriptorContext.ReadLocalised(node, "tooltip", required: false);
        if (key is null || name is null || url is null)
            return null;

        return make(new()
        {
            Key = key,
            Name = name,
            Url = url,
            AbsoluteUrl = context.Join(url),
            Location = location,
            Conditions = conditions,
            Icon = icon,
            Params = DescriptorContext.Optional(parameters),
            Weight = weight ?? 0,
            Tooltip = tooltip,
            Pointer = node.Pointer,
        });
    }

    private string? ReadLocation(ObjectNode node, FrozenSet<string>? locations, string? fallback, bool required)
    {
        if (locations is null)
        {
            if (node.Has("location"))
                context.Report.Warn(node.PointerTo("location"), "a module of this kind has no location; it is ignored");

            return null;
        }

        var location = required ? node.RequiredText("location", 128) : node.OptionalText("location", 128);
        if (location is not null && !locations.Contains(location))
            context.Report.Warn(node.PointerTo("location"), $"{ReportBuilder.Shown(location)} is no known location for this kind of module; it never shows");

        return location ?? fallback;
    }

    private ModuleIcon? ReadIcon(ObjectNode node)
    {
        if (node.OptionalObject("icon", "an object with 'url'") is not { } icon)
            return null;

        var url = context.ReadUrl(icon, allowHttp: true);
        var (width, height) = (icon.OptionalInteger("width"), icon.OptionalInteger("height"));
        return url is null ? null : new(context.Join(url), width, height);
    }

    private WebItemTarget ReadTarget(ObjectNode? target)
    {
        if (target is null || !target.Has("type"))
            return WebItemTarget.Page;

        var type = target["type"];
        switch (type.ValueKind == JsonValueKind.String ? type.GetString()!.ToLowerInvariant() : null)
        {
            case "page":
                return WebItemTarget.Page;
            case "dialog":
                return WebItemTarget.Dialog;
            case "inlinedialog":
                return WebItemTarget.InlineDialog;
            default:
                context.Report.Fault(target.PointerTo("type"), type, "page, dialog, inlinedialog");
                return WebItemTarget.Page;
        }
    }
}
