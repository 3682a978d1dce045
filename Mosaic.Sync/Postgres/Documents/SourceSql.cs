using System.Globalization;
using System.Text;
using Mosaic.Backends;

namespace Mosaic.Postgres.Documents;

/// <summary>Where a search finds its documents. What the declared indexes have is read first, but no more than so many entries; where one has fewer,
/// its documents are read by their ids, else all of the collection. Both plans stand in the query and one runs: the server's statistics
/// are of all indexes together, or not there yet.</summary>
/// <param name="schema">The schema, quoted.</param>
/// <param name="collection">The collection; its number is <c>$1</c>.</param>
/// <param name="narrowedBy">What the indexes are asked for; null: nothing.</param>
/// <param name="most">The SQL of how many entries are worth it.</param>
internal sealed class SourceSql(string schema, CollectionState collection, Filter? narrowedBy, string most)
{
    /// <summary>A page of the collection itself is read as fast as so many entries.</summary>
    public const string MostForPage = "10000";

    /// <summary>A condition beside the filter, by the SQL of the id.</summary>
    public Func<string, string> From { get; init; } = static _ => "true";

    /// <summary>An order by id and a limit, by the SQL of the id.</summary>
    public Func<string, string> Tail { get; init; } = static _ => "";

    /// <summary>The order by id is from the last.</summary>
    public bool Descending { get; init; }

    /// <summary>Four entries for each page of the table: as many documents one by one take as long as all in a row.</summary>
    public static string MostForAll(string schema) =>
        $"least(250000, greatest({MostForPage}, pg_relation_size('{schema.Replace("'", "''", StringComparison.Ordinal)}.documents'::regclass) / 2048))::int";

    /// <summary>The condition of documents <c>d</c> that match a filter and have not expired.</summary>
    public static string Live(string schema, Filter? filter, SqlValues values)
    {
        var live = $"(d.expires_at is null or d.expires_at > {schema}.now_utc())";
        return filter is null ? live : $"{live} and ({FilterSql.Write(filter, "d.doc", values)})";
    }

    /// <summary>The query.</summary>
    /// <param name="filter">It decides.</param>
    /// <param name="values">Takes up its values.</param>
    /// <param name="columns">The columns, of <c>d</c>.</param>
    /// <param name="walked">Adds a column: whether all of the collection was read.</param>
    /// <returns>What stands before it, and the query.</returns>
    public (string With, string Documents) Write(Filter? filter, SqlValues values, string columns, bool walked = false)
    {
        var useful = new List<(DeclaredIndex Index, IReadOnlyList<IndexRange> Ranges)>();
        foreach (var declared in collection.Indexes.Where(_ => narrowedBy is not null).OrderByDescending(static declared => declared.Index.Unique))
        {
            if (declared.Ready && declared.Index.RangesOf(narrowedBy) is { } ranges)
            {
                useful.Add((declared, ranges));
            }
        }

        var matching = $"from {schema}.documents d where d.collection = $1 and {Live(schema, filter, values)}";
        string All(string condition) => $"select {columns}{(walked ? ", true as walked" : "")} {matching} and {condition} and {From("d.id")}{Tail("d.id")}";
        if (useful.Count == 0 || useful.Exists(static it => it.Ranges.Count == 0))
        {
            return ("", All(useful.Count == 0 ? "true" : "false"));
        }

        var (with, found) = Indexes(useful, values);
        return (with, $"""
            (select d.*{(walked ? ", false as walked" : "")}
            from (select * from unnest((select ids from {found})) as u (id) where {From("u.id collate \"C\"")} order by u.id collate "C"{(Descending ? " desc" : "")} offset 0) u
            cross join lateral (select {columns} {matching} and d.id = u.id collate "C" offset 0) d{Tail("u.id collate \"C\"")})
            union all ({All($"(select ids is null from {found})")})
            """);
    }

    /// <summary>The ids of one index after the other, each read as far as it has fewer than those before.</summary>
    private (string With, string Found) Indexes(List<(DeclaredIndex Index, IReadOnlyList<IndexRange> Ranges)> useful, SqlValues values)
    {
        var with = new StringBuilder();
        string? found = null;
        foreach (var (declared, ranges) in useful)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"i{declared.Id}");
            var (low, high) = (values.AddAll(ranges.Select(static range => Convert.ToHexString(range.Low))), values.AddAll(ranges.Select(static range => Convert.ToHexString(range.High))));
            var fewer = found is null ? most : $"coalesce(cardinality({found}.ids) - 1, {most})";
            var ids = string.Create(CultureInfo.InvariantCulture, $"{schema}.index_documents({declared.Id}, {low}, {high}, {fewer})");
            with.Append(found is null ? "with " : ", ").Append(name).Append(" as materialized (select ")
                .Append(found is null ? $"{ids} as ids)" : $"coalesce({ids}, {found}.ids) as ids from {found})");
            found = name;
        }

        return (with.ToString(), found!);
    }
}
