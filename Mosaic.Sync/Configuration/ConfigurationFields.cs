using System.Globalization;
using System.Text.Json;

namespace Mosaic.Configuration;

/// <summary>Every field that a configuration has.</summary>
internal static class ConfigurationFields
{
    public const string Tier = "tier";
    public const string Adapter = "adapter";
    public const string Application = "application";
    public const string LocalPath = "local.path";
    public const string LocalDurability = "local.durability";
    public const string ConnectionString = "team.connectionString";
    public const string ConnectionStringVariable = "team.connectionStringVariable";
    public const string Schema = "team.schema";
    public const string PoolSizeMax = "team.poolSizeMax";
    public const string ConnectTimeout = "team.connectTimeout";
    public const string CommandTimeout = "team.commandTimeout";
    public const string RetryTimeout = "team.retryTimeout";

    /// <summary>The section of free names, for adapters of others.</summary>
    public const string Settings = "settings";

    /// <summary>The names that hold fields.</summary>
    public static readonly string[] Sections = ["local", "team", Settings];

    private const string AllowedFlag = "Write true or false.";
    private const string AllowedNumber = "Write a whole number from 1 to 1024.";
    private const string AllowedDuration = "Write hh:mm:ss, as \"00:00:30\" for 30 seconds.";

    private static readonly JsonValueKind[] Text = [];
    private static readonly JsonValueKind[] Flag = [JsonValueKind.True, JsonValueKind.False];
    private static readonly JsonValueKind[] Number = [JsonValueKind.Number];

    /// <summary>The fields, in the order in which they are told.</summary>
    public static readonly ConfigurationField[] All =
    [
        new(Tier, Text, "Write local or team.", (to, text) => Set<MosaicTier>(text, value => to.Tier = value)),
        new(Adapter, Text, "Write the name of a registered adapter.", (to, text) => Done(to.Adapter = text)),
        new(Application, Text, "Write the application's name.", (to, text) => Done(to.Application = text)),
        new("requireUser", Flag, AllowedFlag, (to, text) => Set(text, value => to.RequireUser = value)),
        new(LocalPath, Text, "Write the path of a file.", (to, text) => Done(to.Local.Path = text)),
        new(LocalDurability, Text, "Write full or relaxed.", (to, text) => Set<Durability>(text, value => to.Local.Durability = value)),
        new("local.readOnly", Flag, AllowedFlag, (to, text) => Set(text, value => to.Local.ReadOnly = value)),
        new(ConnectionString, Text, "Write Host=…;Database=…;Username=…;Password=….", (to, text) => Done(to.Team.ConnectionString = text)) { IsSecret = true },
        new(ConnectionStringVariable, Text, "Write the name of an environment variable.", (to, text) => Done(to.Team.ConnectionStringVariable = text)),
        new(Schema, Text, "Write a schema's name.", (to, text) => Done(to.Team.Schema = text)),
        new(PoolSizeMax, Number, AllowedNumber, (to, text) => Set(text, (int value) => to.Team.PoolSizeMax = value)),
        new(ConnectTimeout, Text, AllowedDuration, (to, text) => Set(text, (TimeSpan value) => to.Team.ConnectTimeout = value)),
        new(CommandTimeout, Text, AllowedDuration, (to, text) => Set(text, (TimeSpan value) => to.Team.CommandTimeout = value)),
        new(RetryTimeout, Text, AllowedDuration, (to, text) => Set(text, (TimeSpan value) => to.Team.RetryTimeout = value)),
        new("team.migrate", Flag, AllowedFlag, (to, text) => Set(text, value => to.Team.Migrate = value)),
    ];

    /// <summary>The field of that name, in any case; null: there is none.</summary>
    public static ConfigurationField? Find(string name) => Array.Find(All, field => string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether <paramref name="name"/> stands within <paramref name="section"/>.</summary>
    public static bool IsWithin(string name, string section) =>
        name.Length > section.Length && name[section.Length] == '.' && name.StartsWith(section, StringComparison.OrdinalIgnoreCase);

    private static bool Done(string value) => value is not null;

    private static bool Set<T>(string text, Action<T> set)
        where T : struct, Enum
    {
        // Names only: Enum.TryParse alone takes numbers and lists too.
        var name = Array.Find(Enum.GetNames<T>(), name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase));
        if (name is null)
        {
            return false;
        }

        set(Enum.Parse<T>(name));
        return true;
    }

    private static bool Set(string text, Action<bool> set)
    {
        if (!bool.TryParse(text, out var value))
        {
            return false;
        }

        set(value);
        return true;
    }

    private static bool Set(string text, Action<int> set)
    {
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        set(value);
        return true;
    }

    private static bool Set(string text, Action<TimeSpan> set)
    {
        // Of "30" .NET makes 30 days, of "1:30" an hour and a half.
        if (text.Count(':'.Equals) != 2 || !TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        set(value);
        return true;
    }
}
