using System.Globalization;
using System.Text;
using Mortise.Server.Platform.Impersonation;

namespace Mortise.Server.Commands;

/// <summary>What <c>mortise serve --impersonate</c> prints below the rest: the ways in which an app finds this host under Bitbucket's names, each a line to copy.</summary>
internal sealed class ImpersonationGuide(ImpersonatedHosts hosts, DevelopmentAuthority authority)
{
    public string Text()
    {
        var at = $"127.0.0.1:{hosts.Ports[0]}";
        var names = ImpersonatedHosts.Names;
        var text = new StringBuilder();
        Line("As", $"{string.Join(" and ", names.Select(name => "https://" + name))}, on {string.Join(" and ", hosts.Ports.Select(port => $"127.0.0.1:{port}"))}");
        Line("Node", $"NODE_EXTRA_CA_CERTS={authority.CertificateFile} HTTPS_PROXY=http://{at} NO_PROXY=127.0.0.1,localhost node app.js");
        Line("curl", $"curl --cacert {authority.CertificateFile} --proxy http://{at} https://{names[1]}/2.0/repositories");
        Line("Browser", $"chromium --user-data-dir=/tmp/mortise-browser --host-resolver-rules='{string.Join(", ", names.Select(name => $"MAP {name}:443 {at}"))}' --ignore-certificate-errors-spki-list={authority.HostKeyDigest}");
        Line("Hosts", hosts.AnswersOnTheirOwnPort
            ? $"127.0.0.1 {string.Join(' ', names)}     in /etc/hosts, in place of HTTPS_PROXY"
            : "a line in /etc/hosts needs port 443, which this process may not take or somebody else has; use HTTPS_PROXY");
        return text.ToString().TrimEnd('\n');

        void Line(string name, string value) => text.Append(CultureInfo.InvariantCulture, $"  {name,-8} {value}\n");
    }
}
