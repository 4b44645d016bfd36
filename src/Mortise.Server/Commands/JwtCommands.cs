using System.CommandLine;
using System.Text.Json.Nodes;

namespace Mortise.Server.Commands;

/// <summary><c>mortise jwt …</c></summary>
internal static class JwtCommands
{
    public static Command Create() => new("jwt", "Tokens that apps sign.") { Explain() };

    private static Command Explain()
    {
        var token = new Argument<string>("token") { Description = "As it stands after 'JWT ' in the Authorization header." };
        var request = new Option<string>("--request") { Required = true, HelpName = "'METHOD /2.0/…'", Description = "The request that the token is for." };
        return new Command("explain", "Say, step by step, whether the server takes a token for a request, and why not.") { token, request }.Asks(
            parsed => AdminCall.Post("jwt/explain", new JsonObject { ["token"] = parsed.GetValue(token), ["request"] = parsed.GetValue(request) }),
            answer => TokenVerdictText.Write(answer, Console.Out));
    }
}
