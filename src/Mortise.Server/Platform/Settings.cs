using Microsoft.Extensions.Options;

namespace Mortise.Server.Platform;

/// <summary>Reads the sections of the configuration before anything is started, so that a mistake in one is told at once and by its name.</summary>
internal static class Settings
{
    /// <param name="problems">Says what is wrong with the values, one line each.</param>
    /// <exception cref="OptionsValidationException">A setting is unknown, of another type, or out of its range.</exception>
    public static T Read<T>(IConfiguration configuration, string section, Func<T, IEnumerable<string>> problems)
        where T : class, new()
    {
        var part = configuration.GetSection(section);
        var found = Unknown<T>(part).ToList();
        var options = new T();
        try
        {
            part.Bind(options);
            found.AddRange(problems(options));
        }
        catch (InvalidOperationException unreadable)
        {
            found.Add(unreadable.Message);
        }

        return found.Count == 0 ? options : throw new OptionsValidationException(section, typeof(T), found);
    }

    /// <summary>A mistyped name would leave a setting as it was, which nobody notices before it matters.</summary>
    private static IEnumerable<string> Unknown<T>(IConfigurationSection part)
    {
        var names = (from property in typeof(T).GetProperties() where property.CanWrite select property.Name).ToList();
        return from child in part.GetChildren()
               where !names.Contains(child.Key, StringComparer.OrdinalIgnoreCase)
               select $"{part.Key}:{child.Key} is not a setting; there are {string.Join(", ", names)}.";
    }
}
