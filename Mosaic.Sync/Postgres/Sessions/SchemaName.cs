using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Mosaic.Postgres.Sessions;

/// <summary>The schema of an application, safe to stand in SQL, and the advisory locks that go with its name (in one database).</summary>
internal sealed partial class SchemaName
{
    /// <exception cref="ArgumentException">It is no such name.</exception>
    public SchemaName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!Allowed().IsMatch(name) || name.StartsWith("pg_", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException(
                $"'{name}' is no name for a schema: give up to 63 ASCII letters, digits, underscores and hyphens that do not begin with pg_.", nameof(name));
        }

        Name = name;
        Quoted = $"\"{name}\"";
        Fence = LockKey("fence");
        MigrationLock = LockKey("migrations");
    }

    public string Name { get; }

    public string Quoted { get; }

    /// <summary>Every write unit holds it shared to its end; whoever moves the store takes it exclusively.</summary>
    public long Fence { get; }

    public long MigrationLock { get; }

    public string Apply(string sql) => sql.Replace("{schema}", Quoted, StringComparison.Ordinal);

    /// <summary>The same in every version of the program: two that disagreed would not exclude each other.</summary>
    private long LockKey(string purpose) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"mosaic {purpose} {Name}")));

    [GeneratedRegex("^[A-Za-z0-9_-]{1,63}$")]
    private static partial Regex Allowed();
}
