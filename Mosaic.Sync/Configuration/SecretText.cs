using System.Data.Common;

namespace Mosaic.Configuration;

/// <summary>Keeps secrets out of what is shown.</summary>
internal static class SecretText
{
    private const int ShownLengthMax = 200;

    // Shorter ones cannot be told from ordinary text: blotting out every "a" would leave no message.
    private const int SecretLengthMin = 4;

    private static readonly string[] Signs = ["password", "pwd=", "passwd", "secret", "token="];

    private static readonly string[] SecretNames = ["pass", "pwd", "secret", "token", "key", "credential", "auth", "connection", "url", "uri"];

    /// <summary><paramref name="value"/>, or three dots where it looks like a connection string or a URI with a user: a secret put into the wrong field is one still.</summary>
    public static string? Shown(string? value)
    {
        if (value is null)
        {
            return null;
        }

        var secret = (value.Contains('=', StringComparison.Ordinal) && value.Contains(';', StringComparison.Ordinal))
            || (value.Contains("://", StringComparison.Ordinal) && value.Contains('@', StringComparison.Ordinal))
            || Signs.Any(sign => value.Contains(sign, StringComparison.OrdinalIgnoreCase));
        return secret ? "…" : value.Length > ShownLengthMax ? string.Concat(value.AsSpan(0, ShownLengthMax), "…") : value;
    }

    /// <summary>
    /// The secrets of <paramref name="configuration"/>: the connection string, the password in it, and the settings of an adapter whose names
    /// say so, with theirs. Longest first.
    /// </summary>
    public static IReadOnlyList<string> Of(MosaicConfiguration configuration)
    {
        var known = configuration.Settings.Where(setting => IsSecretName(setting.Key)).Select(setting => setting.Value);
        if (configuration.Team.GetConnectionString() is { } connection)
        {
            known = known.Append(connection);
        }

        return [.. known.SelectMany(secret => Passwords(secret).Append(secret)).Distinct().Where(secret => secret.Length >= SecretLengthMin).OrderByDescending(secret => secret.Length)];
    }

    /// <summary><paramref name="text"/> with each of <paramref name="secrets"/> replaced by three dots.</summary>
    public static string Redact(string text, IReadOnlyList<string> secrets) =>
        secrets.Aggregate(text, (redacted, secret) => redacted.Replace(secret, "…", StringComparison.Ordinal));

    private static bool IsSecretName(string name) => Array.Exists(SecretNames, part => name.Contains(part, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Passwords(string connection)
    {
        if (Uri.TryCreate(connection, UriKind.Absolute, out var uri) && uri.UserInfo.Split(':', 2) is [_, { Length: > 0 } password])
        {
            return [password, Uri.UnescapeDataString(password)];
        }

        try
        {
            var parts = new DbConnectionStringBuilder { ConnectionString = connection };
            return [.. parts.Keys.Cast<string>()
                .Where(key => key.Contains("pass", StringComparison.OrdinalIgnoreCase) || key.Contains("pwd", StringComparison.OrdinalIgnoreCase))
                .Select(key => parts[key].ToString() ?? "")];
        }
        catch (ArgumentException)
        {
            return []; // Not of that form; as a whole it is known.
        }
    }
}
