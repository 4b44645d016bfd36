using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace Mortise.Server.Platform.Secrets;

/// <summary>Seals secrets that the host must be able to read again, such as an app's shared secret, before they reach a table.</summary>
internal sealed class SecretSealer(IDataProtectionProvider provider)
{
    private readonly IDataProtector protector = provider.CreateProtector("Mortise.Secrets.v1");

    public byte[] Seal(string secret) => protector.Protect(Encoding.UTF8.GetBytes(secret));

    public string Open(byte[] sealedSecret) => Encoding.UTF8.GetString(protector.Unprotect(sealedSecret));
}
