using System.Globalization;
using System.Text;
using Mosaic.Backends;
using Npgsql;

namespace Mosaic.Postgres.Documents;

/// <summary>The queries of searches. Each decides by the filter; the declared indexes only narrow what it looks at.</summary>
internal sealed class FindSql(string schema)
{
    private const string Row = "d.id, d.version, d.modified_at, d.expires_at, d.raw";

    /// <summary>Documents in the order of ids, as many as have so many bytes together, and one at least; with each how many there might have been.</summary>
    public NpgsqlCommand Page(NpgsqlConnection connection, CollectionState collection, Filter? filter, string? after, bool reversed, int rows, int skip, int bytes)
    {
        var values = new SqlValues(first: 6);
        var direction = reversed ? "desc" : "asc";
        var from = after is null ? "$2::text is null" : $"d.id {(reversed ? "<" : ">")} $2";
        return With(values, connection.Command(
            $"""
            select q.* from (
                select p.*, count(*) over () as candidates, sum(octet_length(p.raw)) over (order by p.id {direction}) - octet_length(p.raw) as before
                from (select {Row} from {schema}.documents d where {Where(collection, filter, values)} and {from} order by d.id {direction} limit $3 offset $4) p
            ) q where q.before < $5 order by q.id {direction}
            """,
            Parameters.Of(collection.Id),
            Parameters.OfText(after),
            Parameters.Of((long)rows),
            Parameters.Of((long)skip),
            Parameters.Of((long)bytes)));
    }

    /// <summary>The first of an order.</summary>
    public NpgsqlCommand First(NpgsqlConnection connection, CollectionState collection, Filter? filter, DocumentOrder order) =>
        Ordered(connection, collection, filter, order, Row);

    /// <summary>The ids of an order.</summary>
    public NpgsqlCommand Ids(NpgsqlConnection connection, CollectionState collection, Filter? filter, DocumentOrder order) =>
        Ordered(connection, collection, filter, order, "d.id");

    /// <summary>The documents of some ids, in the order of these, that still match.</summary>
    public NpgsqlCommand Some(NpgsqlConnection connection, CollectionState collection, Filter? filter, string[] ids)
    {
        var values = new SqlValues(first: 3);
        return With(values, connection.Command(
            $"""
            select {Row} from unnest($2) with ordinality as w (id, place) join {schema}.documents d on d.id = w.id
            where {Where(collection, filter, values)} order by w.place
            """,
            Parameters.Of(collection.Id),
            Parameters.Of(ids)));
    }

    /// <summary>All that match, in the order of ids, with the numbers of the transactions that wrote them.</summary>
    public NpgsqlCommand Stamped(NpgsqlConnection connection, CollectionState collection, Filter? filter) =>
        All(connection, collection, filter, $"{Row}, d.xmin::text::bigint");

    /// <summary>The ids of all that match, in their order, with the numbers of the transactions that wrote them.</summary>
    public NpgsqlCommand Stamps(NpgsqlConnection connection, CollectionState collection, Filter? filter) =>
        All(connection, collection, filter, "d.id, d.xmin::text::bigint");

    public NpgsqlCommand Count(NpgsqlConnection connection, CollectionState collection, Filter? filter)
    {
        var values = new SqlValues(first: 2);
        return With(values, connection.Command(
            $"select count(*) from {schema}.documents d where {Where(collection, filter, values)}", Parameters.Of(collection.Id)));
    }

    private NpgsqlCommand All(NpgsqlConnection connection, CollectionState collection, Filter? filter, string columns)
    {
        var values = new SqlValues(first: 2);
        return With(values, connection.Command(
            $"select {columns} from {schema}.documents d where {Where(collection, filter, values)} order by d.id", Parameters.Of(collection.Id)));
    }

    private NpgsqlCommand Ordered(NpgsqlConnection connection, CollectionState collection, Filter? filter, DocumentOrder order, string columns)
    {
        var values = new SqlValues(first: 4);
        var where = Where(collection, filter, values);
        var by = string.Concat(order.Terms.Select(term => OrderSql.Write("d.doc", term.Path, term.Descending, values) + ", "));
        return With(values, connection.Command(
            $"select {columns} from {schema}.documents d where {where} order by {by}d.id limit $2 offset $3",
            Parameters.Of(collection.Id),
            Parameters.OfNumber(order.Limit),
            Parameters.Of((long)order.Skip)));
    }

    private string Where(CollectionState collection, Filter? filter, SqlValues values)
    {
        var where = new StringBuilder($"d.collection = $1 and (d.expires_at is null or d.expires_at > {schema}.now_utc())");
        if (filter is null)
        {
            return where.ToString();
        }

        foreach (var declared in collection.Indexes)
        {
            if (declared.Ready && declared.Index.RangesOf(filter) is { } ranges)
            {
                Narrow(where, declared, ranges, values);
            }
        }

        return where.Append(" and (").Append(FilterSql.Write(filter, "d.doc", values)).Append(')').ToString();
    }

    private void Narrow(StringBuilder where, DeclaredIndex declared, IReadOnlyList<IndexRange> ranges, SqlValues values)
    {
        if (ranges.Count == 0)
        {
            where.Append(" and false");
            return;
        }

        var (low, high) = (values.AddAll(ranges.Select(static range => Convert.ToHexString(range.Low))), values.AddAll(ranges.Select(static range => Convert.ToHexString(range.High))));
        where.Append(
            CultureInfo.InvariantCulture,
            $" and d.id in (select e.document from unnest({low}, {high}) as r (low, high) join {schema}.document_entries e on e.index = {declared.Id} and e.key between decode(r.low, 'hex') and decode(r.high, 'hex'))");
    }

    private static NpgsqlCommand With(SqlValues values, NpgsqlCommand command)
    {
        values.AddTo(command.Parameters);
        return command;
    }
}
