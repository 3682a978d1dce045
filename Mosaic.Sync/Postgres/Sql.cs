using System.Collections.Concurrent;
using System.Reflection;
using Mosaic.Postgres.Sessions;

namespace Mosaic.Postgres;

/// <summary>The queries of one store, by the names of their files in <c>Sql/</c>, with its schema in the place of <c>{schema}</c>.</summary>
internal sealed class Sql(SchemaName schema)
{
    private readonly ConcurrentDictionary<string, string> _queries = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">There is no such file: a mistake of the program.</exception>
    public string this[string name] => _queries.GetOrAdd(name, static (name, schema) => schema.Apply(Read($"sql/{name}")), schema);

    /// <summary>The text of an embedded file as it is.</summary>
    public static string Read(string resource)
    {
        using var stream = typeof(Sql).Assembly.GetManifestResourceStream(resource)
            ?? throw new ArgumentException($"No SQL is embedded as '{resource}'.", nameof(resource));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The names of the embedded files under a prefix, without it, in ordinal order.</summary>
    public static IReadOnlyList<string> List(string prefix) =>
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => name[prefix.Length..])
            .Order(StringComparer.Ordinal),
    ];
}
