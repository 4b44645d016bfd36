using Mortise.Connect.Conditions;
using Mortise.Query.Fields;

namespace Mortise.Server.Features.AppModules;

/// <summary>Why the modules of a page show or hide: each with its conditions, their values and the reasons.</summary>
internal static class ModuleWhyJson
{
    public static void Write(ObjectWriter o, IReadOnlyList<ExplainedModule> modules) => o.Array("modules", modules, WriteModule);

    private static void WriteModule(ObjectWriter o, ExplainedModule module)
    {
        o.Write("app", module.App.Key);
        o.Write("key", module.Offered.Module.Key);
        o.Write("kind", KindOf(module.Offered.Kind));
        o.Write("location", module.Offered.Module.Location);
        o.Write("shown", module.Shows);
        o.Array("conditions", module.Conditions, WriteTrace);
    }

    private static void WriteTrace(ObjectWriter o, ConditionTrace trace)
    {
        switch (trace.Condition)
        {
            case SimpleCondition simple:
                o.Write("condition", simple.Name);
                o.Write("target", simple.Target);
                break;
            case CompositeCondition composite:
                o.Write("condition", composite.IsAnd ? "and" : "or");
                break;
        }

        o.Write("invert", trace.Condition.Invert);
        o.Write("value", trace.Value switch
        {
            ConditionValue.True => "true",
            ConditionValue.False => "false",
            _ => "closed",
        });
        o.Write("reason", trace.Reason);
        if (trace.Parts.Count > 0)
            o.Array("conditions", trace.Parts, WriteTrace);
    }

    /// <summary>As the descriptor names the collection.</summary>
    private static string KindOf(ModuleKind kind) => kind switch
    {
        ModuleKind.WebItem => "webItems",
        ModuleKind.WebPanel => "webPanels",
        ModuleKind.RepoPage => "repoPages",
        ModuleKind.GeneralPage => "generalPages",
        ModuleKind.AdminPage => "adminPages",
        ModuleKind.ConfigurePage => "configurePage",
        ModuleKind.ProfileTab => "profileTabs",
        _ => "fileViews",
    };
}
