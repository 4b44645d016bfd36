using Mortise.Connect.Conditions;
using Mortise.Connect.Contexts;
using Mortise.Connect.Descriptors;
using Mortise.Connect.Scopes;

namespace Mortise.Server.Features.AppModules;

/// <summary>An enabled installation with the modules it offers, as of one version of it.</summary>
/// <param name="Modules">In the order of the descriptor, kind by kind.</param>
internal sealed record OfferingApp(InstalledRow Installation, Descriptor Descriptor, ScopeSet Granted, IReadOnlyList<OfferedModule> Modules)
{
    public string Key => Installation.AppKey;

    public AskingApp Asking => new(Key, Descriptor.Name, Granted);
}

/// <summary>A module that shows something, made ready to be asked about.</summary>
/// <param name="Kind">Which collection of the descriptor it stands in.</param>
/// <param name="Module">As the descriptor has it.</param>
/// <param name="Url">Its absolute address.</param>
/// <param name="Roots">The objects that its address and its conditions look at.</param>
internal sealed record OfferedModule(ModuleKind Kind, UiModule Module, UrlTemplate Url, IReadOnlySet<string> Roots)
{
    public static OfferedModule Of(ModuleKind kind, UiModule module)
    {
        var url = UrlTemplate.Parse(module.AbsoluteUrl);
        var roots = new HashSet<string>(url.Roots, StringComparer.Ordinal);
        ConditionRoots.Add(module.Conditions, roots);
        return new(kind, module, url, roots);
    }

    /// <summary>All modules of a descriptor that show something.</summary>
    public static IReadOnlyList<OfferedModule> AllOf(DescriptorModules modules) =>
    [
        .. modules.WebItems.Select(module => Of(ModuleKind.WebItem, module)),
        .. modules.WebPanels.Select(module => Of(ModuleKind.WebPanel, module)),
        .. modules.RepoPages.Select(module => Of(ModuleKind.RepoPage, module)),
        .. modules.GeneralPages.Select(module => Of(ModuleKind.GeneralPage, module)),
        .. modules.AdminPages.Select(module => Of(ModuleKind.AdminPage, module)),
        .. modules.ConfigurePage is { } page ? [Of(ModuleKind.ConfigurePage, page)] : Array.Empty<OfferedModule>(),
        .. modules.ProfileTabs.Select(module => Of(ModuleKind.ProfileTab, module)),
        .. modules.FileViews.Select(module => Of(ModuleKind.FileView, module)),
    ];
}

/// <summary>The collections of a descriptor whose modules show something.</summary>
internal enum ModuleKind
{
    WebItem,
    WebPanel,
    RepoPage,
    GeneralPage,
    AdminPage,
    ConfigurePage,
    ProfileTab,
    FileView,
}
