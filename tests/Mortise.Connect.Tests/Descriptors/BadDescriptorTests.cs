using System.Text;
using Mortise.Connect.Descriptors;

namespace Mortise.Connect.Tests.Descriptors;

public sealed class BadDescriptorTests
{
    private const string Panel = "\"location\":\"org.bitbucket.repository.overview.informationPanel\"";
    private const string Ui = "\"key\":\"k\",\"name\":{\"value\":\"n\"},\"url\":\"/u\"";

    /// <summary>Root members that stand after sound ones and so replace them, and where the fault is. Source: <c>connect.md</c> 2.1.</summary>
    [Theory]
    [InlineData("\"key\":null", "/key")]
    [InlineData("\"key\":\"\"", "/key")]
    [InlineData("\"key\":7", "/key")]
    [InlineData("\"key\":\"a b\"", "/key")]
    [InlineData("\"key\":\"a/b\"", "/key")]
    [InlineData("\"key\":\"é\"", "/key")]
    [InlineData("\"name\":null", "/name")]
    [InlineData("\"name\":{\"value\":\"n\"}", "/name")]
    [InlineData("\"description\":[]", "/description")]
    [InlineData("\"vendor\":\"me\"", "/vendor")]
    [InlineData("\"vendor\":{\"name\":1}", "/vendor/name")]
    [InlineData("\"baseUrl\":null", "/baseUrl")]
    [InlineData("\"baseUrl\":\"a.example\"", "/baseUrl")]
    [InlineData("\"baseUrl\":\"/path\"", "/baseUrl")]
    [InlineData("\"baseUrl\":\"http://a.example\"", "/baseUrl")]
    [InlineData("\"baseUrl\":\"ftp://a.example\"", "/baseUrl")]
    [InlineData("\"baseUrl\":\"https://\"", "/baseUrl")]
    [InlineData("\"baseUrl\":\"https://a.example/?x=1\"", "/baseUrl")]
    [InlineData("\"baseUrl\":\"https://a.example/#f\"", "/baseUrl")]
    [InlineData("\"baseUrl\":\"https://me:pw@a.example\"", "/baseUrl")]
    [InlineData("\"baseUrl\":\"https://{user.uuid}.example\"", "/baseUrl")]
    [InlineData("\"baseUrl\":\"https://a.example/a b\"", "/baseUrl")]
    [InlineData("\"authentication\":null", "/authentication")]
    [InlineData("\"authentication\":\"jwt\"", "/authentication")]
    [InlineData("\"authentication\":{}", "/authentication/type")]
    [InlineData("\"authentication\":{\"type\":\"oauth\"}", "/authentication/type")]
    [InlineData("\"lifecycle\":[]", "/lifecycle")]
    [InlineData("\"lifecycle\":{\"installed\":1}", "/lifecycle/installed")]
    [InlineData("\"lifecycle\":{\"installed\":\"http://a.example/i\"}", "/lifecycle/installed")]
    [InlineData("\"lifecycle\":{\"disabled\":\"https://{user.uuid}/i\"}", "/lifecycle/disabled")]
    [InlineData("\"scopes\":\"repository\"", "/scopes")]
    [InlineData("\"scopes\":[\"repository\",\"repository:read\"]", "/scopes/1")]
    [InlineData("\"scopes\":[\"Repository\"]", "/scopes/0")]
    [InlineData("\"scopes\":[1]", "/scopes/0")]
    [InlineData("\"contexts\":\"account\"", "/contexts")]
    [InlineData("\"contexts\":[\"personal\"]", "/contexts/0")]
    [InlineData("\"contexts\":[\"account\",\"team\"]", "/contexts/1")]
    [InlineData("\"modules\":[]", "/modules")]
    [InlineData("\"links\":[]", "/links")]
    [InlineData("\"definitions\":1", "/definitions")]
    [InlineData("\"forgeAppId\":\"x\"", "/forgeAppId")]
    [InlineData("\"forgeAppId\":\"ari:cloud:ecosystem::app/x\"", "/forgeAppId")]
    [InlineData("\"forgeAppLink\":\"/x\"", "/forgeAppLink")]
    [InlineData("\"forgeAppLink\":\"javascript:alert(1)\"", "/forgeAppLink")]
    public void A_bad_root_member_is_pointed_at(string members, string pointer) => AssertFault(Doc(members), pointer);

    /// <summary>A kind of module, its value, and where in it the fault is. Source: <c>connect.md</c> 2.2, 3, 13, 15 to 17.</summary>
    [Theory]
    [InlineData("webPanels", "1", "")]
    [InlineData("webPanels", "[1]", "/0")]
    [InlineData("webPanels", "[{" + Ui + "}]", "/0/location")]
    [InlineData("webPanels", "[{" + Panel + "}]", "/0/key /0/name /0/url")]
    [InlineData("webPanels", "[{" + Ui + "," + Panel + ",\"key\":\"a.b\"}]", "/0/key")]
    [InlineData("webPanels", "[{" + Ui + "," + Panel + ",\"key\":\"a_b\"}]", "/0/key")]
    [InlineData("webPanels", "[{" + Ui + "," + Panel + "},{" + Ui + "," + Panel + "}]", "/1/key")]
    [InlineData("webPanels", "[{" + Ui + "," + Panel + ",\"name\":\"n\"}]", "/0/name")]
    [InlineData("webPanels", "[{" + Ui + "," + Panel + ",\"name\":{}}]", "/0/name/value")]
    [InlineData("webPanels", "[{" + Ui + "," + Panel + ",\"url\":\"\"}]", "/0/url")]
    [InlineData("webPanels", "[{" + Ui + "," + Panel + ",\"url\":\"/a b\"}]", "/0/url")]
    [InlineData("webPanels", "[{" + Ui + "," + Panel + ",\"url\":\"http://a.example/x\"}]", "/0/url")]
    [InlineData("webPanels", "[{" + Ui + "," + Panel + ",\"url\":\"https://{repository.name}.example/x\"}]", "/0/url")]
    [InlineData("webPanels", "[{" + Ui + "," + Panel + ",\"url\":\"https://a@b.example/x\"}]", "/0/url")]
    [InlineData("webPanels", "[{" + Ui + "," + Panel + ",\"location\":7}]", "/0/location")]
    [InlineData("webPanels", "[{" + Ui + "," + Panel + ",\"weight\":1.5}]", "/0/weight")]
    [InlineData("webPanels", "[{" + Ui + "," + Panel + ",\"weight\":\"heavy\"}]", "/0/weight")]
    [InlineData("webPanels", "[{" + Ui + "," + Panel + ",\"tooltip\":\"t\"}]", "/0/tooltip")]
    [InlineData("webPanels", "[{" + Ui + "," + Panel + ",\"icon\":\"i.png\"}]", "/0/icon")]
    [InlineData("webPanels", "[{" + Ui + "," + Panel + ",\"icon\":{\"width\":16}}]", "/0/icon/url")]
    [InlineData("webPanels", "[{" + Ui + "," + Panel + ",\"params\":[]}]", "/0/params")]
    [InlineData("webItems", "[{" + Ui + "}]", "/0/location")]
    [InlineData("webItems", "[{" + Ui + ",\"location\":\"org.bitbucket.addon.management\",\"target\":{\"type\":\"popup\"}}]", "/0/target/type")]
    [InlineData("webItems", "[{" + Ui + ",\"location\":\"org.bitbucket.addon.management\",\"styleClasses\":\"red\"}]", "/0/styleClasses")]
    [InlineData("webItems", "[{" + Ui + ",\"location\":\"org.bitbucket.addon.management\",\"url\":\"ftp://a.example\"}]", "/0/url")]
    [InlineData("configurePage", "[{" + Ui + "},{" + Ui + ",\"key\":\"l\"}]", "/1")]
    [InlineData("fileViews", "[{" + Ui + ",\"file_matches\":[]}]", "/0/file_matches")]
    [InlineData("fileViews", "[{" + Ui + ",\"file_matches\":{\"extensions\":\"md\"}}]", "/0/file_matches/extensions")]
    [InlineData("fileViews", "[{" + Ui + ",\"file_matches\":{\"extensions\":[1]}}]", "/0/file_matches/extensions/0")]
    [InlineData("linkers", "[{\"key\":\"l\"}]", "/0/regex /0/url")]
    [InlineData("linkers", "[{\"key\":\"l\",\"regex\":\"(a\",\"url\":\"/\\\\1\"}]", "/0/regex")]
    [InlineData("linkers", "[{\"key\":\"l\",\"regex\":\"a++b\",\"url\":\"/x\"}]", "/0/regex")]
    [InlineData("linkers", "[{\"key\":\"l\",\"regex\":\"(?<=\",\"url\":\"/x\"}]", "/0/regex")]
    [InlineData("linkers", "[{\"key\":\"l\",\"regex\":\"a\",\"url\":\"/\\\\1\"}]", "/0/url")]
    [InlineData("linkers", "[{\"key\":\"l\",\"regex\":\"((?K)-\\\\d+)\",\"url\":\"/\\\\3\"}]", "/0/url")]
    [InlineData("linkers", "[{\"key\":\"l\",\"regex\":\"\\\\(?K)\",\"url\":\"/\\\\1\"}]", "/0/regex")]
    [InlineData("linkers", "[{\"key\":\"l\",\"regex\":\"[(?K)]\",\"url\":\"/\\\\1\"}]", "/0/url")]
    [InlineData("linkers", "[{\"key\":\"l\",\"regex\":\"(a)\",\"url\":\"/\\\\0\"}]", "/0/url")]
    [InlineData("linkers", "[{\"key\":\"l\",\"regex\":\"(a)\",\"url\":\"/\\\\g<1>\"}]", "/0/url")]
    [InlineData("linkers", "[{\"key\":\"l\",\"regex\":\"a\",\"url\":\"/x\",\"type\":\"text\"}]", "/0/type")]
    [InlineData("webhooks", "[{\"url\":\"/h\"}]", "/0/event")]
    [InlineData("webhooks", "[{\"event\":\"repo:push\"}]", "/0/url")]
    [InlineData("webhooks", "[{\"event\":\"repo:push-a-very-long-name-that-is-no-event-of-any-host-in-the-world-\",\"url\":\"/h\"}]", "/0/event")]
    [InlineData("webhooks", "[{\"event\":\"repo:push\",\"url\":\"/h\",\"params\":1}]", "/0/params")]
    [InlineData("webhooks", "[{\"event\":\"repo:push\",\"url\":\"http://a.example/h\"}]", "/0/url")]
    [InlineData("proxy", "[]", "")]
    [InlineData("proxy", "{\"/a\":1}", "/~1a")]
    [InlineData("proxy", "{\"/a\":{}}", "/~1a/destination")]
    [InlineData("proxy", "{\"a\":{\"destination\":\"/d\"}}", "/a")]
    [InlineData("proxy", "{\"/a{b}\":{\"destination\":\"/d\"}}", "/~1a{b}")]
    [InlineData("proxy", "{\"/a\":{\"destination\":\"/d\",\"methods\":{\"PATCH\":{}}}}", "/~1a/methods/PATCH")]
    [InlineData("proxy", "{\"/a\":{\"destination\":\"/d\",\"methods\":{\"GET\":{\"scopes\":[\"x\"]}}}}", "/~1a/methods/GET/scopes/0")]
    [InlineData("proxy", "{\"/a\":{\"destination\":\"/d\",\"scopes\":[\"x\"]}}", "/~1a/scopes/0")]
    [InlineData("customEvents", "{\"nocolon\":{}}", "/nocolon")]
    [InlineData("customEvents", "{\"a:b\":{\"schema\":1}}", "/a:b/schema")]
    [InlineData("customEvents", "{\"a:b\":{\"fields\":[1]}}", "/a:b/fields/0")]
    [InlineData("oauthConsumer", "{}", "/clientId")]
    [InlineData("postInstallRedirect", "{\"url\":\"/x\"}", "/key")]
    [InlineData("postInstallRedirect", "{\"key\":\"r\"}", "/url")]
    public void A_bad_module_is_pointed_at(string kind, string value, string pointers) => AssertFault(
        Doc($"\"modules\":{{\"{kind}\":{value}}}"), [.. pointers.Split(' ').Select(pointer => $"/modules/{kind}{pointer}")]);

    /// <summary>Conditions of a module, and where in them the fault is. Source: <c>connect.md</c> 4.1 and 4.3.</summary>
    [Theory]
    [InlineData("1", "")]
    [InlineData("[1]", "/0")]
    [InlineData("[{}]", "/0")]
    [InlineData("[{\"condition\":\"is_repo_public\"}]", "/0/condition")]
    [InlineData("[{\"condition\":1}]", "/0/condition")]
    [InlineData("[{\"condition\":\"equals\",\"params\":{\"value\":1}}]", "/0/target")]
    [InlineData("[{\"condition\":\"contains\"}]", "/0/target")]
    [InlineData("[{\"condition\":\"scm\",\"target\":1}]", "/0/target")]
    [InlineData("[{\"condition\":\"scm\",\"params\":[]}]", "/0/params")]
    [InlineData("[{\"condition\":\"scm\",\"invert\":\"yes\"}]", "/0/invert")]
    [InlineData("[{\"condition\":\"scm\",\"invert\":1}]", "/0/invert")]
    [InlineData("[{\"conditions\":[],\"type\":\"xor\"}]", "/0/type")]
    [InlineData("[{\"conditions\":[],\"type\":\"Or\"}]", "/0/type")]
    [InlineData("[{\"conditions\":1}]", "/0/conditions")]
    [InlineData("[{\"or\":[{\"condition\":\"x\"}]}]", "/0/or/0/condition")]
    public void A_bad_condition_is_pointed_at(string conditions, string pointer) => AssertFault(
        Doc($$"""  "modules":{"generalPages":[{{{Ui}},"conditions":{{conditions}}}]}"""), "/modules/generalPages/0/conditions" + pointer);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"{}\"")]
    [InlineData("{")]
    [InlineData("{\"key\":\"a\",}")]
    [InlineData("// a comment\n{}")]
    [InlineData("<html>")]
    public void A_document_that_is_no_JSON_object_is_one_fault(string document)
    {
        var fault = Assert.Single(Faults(document));
        Assert.Equal("", fault.Pointer);
    }

    [Fact]
    public void Documents_are_bounded()
    {
        var long512 = Doc($"\"x\":\"{new string('x', Descriptor.MaxBytes)}\"");
        var deep = Doc($"\"x\":{new string('[', 64)}{new string(']', 64)}");
        var many = Doc($"\"modules\":{{\"webhooks\":[{string.Join(',', Enumerable.Repeat("{}", 501))}]}}");
        var manyFaults = Doc($"\"modules\":{{\"webhooks\":[{string.Join(',', Enumerable.Repeat("{}", 500))}]}}");
        var conditions = Doc($$"""  "modules":{"generalPages":[{{{Ui}},"conditions":{{Nested(17)}}}]}""");

        Assert.Contains("at most 524288 bytes", Assert.Single(Faults(long512)).Expected, StringComparison.Ordinal);
        Assert.Contains("64 levels", Assert.Single(Faults(deep)).Expected, StringComparison.Ordinal);
        Assert.Equal("at most 500 items", Assert.Single(Faults(many)).Expected);
        Assert.Equal(DescriptorReport.MaxFaults, Faults(manyFaults).Count);
        Assert.Contains("nested at most 16", Assert.Single(Faults(conditions)).Expected, StringComparison.Ordinal);
        Assert.Empty(Faults(Doc($$"""  "modules":{"generalPages":[{{{Ui}},"conditions":{{Nested(16)}}}]}""")));
        Assert.Empty(Faults(Doc($"\"key\":\"{new string('k', 128)}\"")));
        AssertFault(Doc($"\"key\":\"{new string('k', 129)}\""), "/key");
        AssertFault(Doc($$"""  "modules":{"generalPages":[{{{Ui}},"url":"/{{new string('u', 2048)}}"}]}"""), "/modules/generalPages/0/url");
        AssertFault(Doc($$"""  "modules":{"linkers":{"key":"l","url":"/","regex":"{{new string('u', 2049)}}"} }"""), "/modules/linkers/regex");
    }

    [Fact]
    public void Every_fault_is_told_with_what_was_found_and_expected()
    {
        var faults = Faults("""{"key":"a b","baseUrl":"http://a.example","scopes":["x"],"modules":{"webhooks":[{"event":7,"url":"/h"}]}}""");

        Assert.Equal(
            [
                "/key: found \"a b\", expected 1 to 128 of the characters A-Z a-z 0-9 . _ -",
                "/name: found nothing, expected a string of 1 to 255 characters",
                "/baseUrl: found \"http://a.example\", expected an absolute URL of https, without query and fragment",
                "/authentication: found nothing, expected an object with 'type'",
                "/scopes/0: found \"x\", expected a scope, one of",
                "/modules/webhooks/0/event: found 7, expected an event key of 1 to 64 characters, or *",
            ],
            faults.Select(fault => fault.ToString().Split(" project,")[0]));
    }

    [Fact]
    public void Strict_rules_refuse_what_is_unknown()
    {
        var strict = new DescriptorRules(Strict: true);

        Assert.Equal("/translations", Assert.Single(Faults(Doc("\"translations\":{}"), strict)).Pointer);
        Assert.Equal("/modules/jiraIssueFields", Assert.Single(Faults(Doc("\"modules\":{\"jiraIssueFields\":[]}"), strict)).Pointer);
        Assert.Empty(Faults(Doc("\"apiMigrations\":{}"), strict));
    }

    /// <summary>A list of one composition in the other; the list itself is the first level.</summary>
    private static string Nested(int levels) => levels == 1 ? "[]" : $$"""[{"conditions":{{Nested(levels - 1)}}}]""";

    private static void AssertFault(string document, params string[] pointers) =>
        Assert.Equal(pointers, Faults(document).Select(fault => fault.Pointer));

    private static IReadOnlyList<DescriptorFault> Faults(string document, DescriptorRules? rules = null)
    {
        var sound = Descriptor.TryParse(Encoding.UTF8.GetBytes(document), rules ?? new(), out var descriptor, out var report);
        Assert.Equal(sound, descriptor is not null);
        Assert.Equal(sound, report.Faults.Count == 0);
        return report.Faults;
    }

    /// <summary>A sound descriptor with members added at its end, where they replace the sound ones.</summary>
    private static string Doc(string members) =>
        $$"""{"key":"app","name":"App","description":"An app.","baseUrl":"https://app.example","authentication":{"type":"jwt"},{{members}}}""";
}
