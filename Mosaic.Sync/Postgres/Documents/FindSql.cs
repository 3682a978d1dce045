using Mosaic.Backends;
using Npgsql;

namespace Mosaic.Postgres.Documents;

/// <summary>The queries of searches.</summary>
internal sealed class FindSql(string schema)
{
    private const string Row = "d.id, d.version, d.modified_at, d.expires_at, d.raw";

    /// <summary>Documents in the order of ids, as many as have so many bytes together, and one at least; with each whether all of the collection was
    /// looked at, and how many documents there might have been. Without narrowing the indexes are not asked.</summary>
    public NpgsqlCommand Page(
        NpgsqlConnection connection, CollectionState collection, Filter? filter, string? after, bool reversed, int rows, int skip, int bytes, bool narrows)
    {
        var values = new SqlValues(first: 6);
        var (direction, sign) = reversed ? ("desc", "<") : ("asc", ">");
        var (with, documents) = new SourceSql(schema, collection, narrows ? filter : null, rows == int.MaxValue ? SourceSql.MostForAll(schema) : SourceSql.MostForPage)
        {
            From = id => after is null ? "$2::text is null" : $"{id} {sign} $2",
            Tail = id => $" order by {id} {direction} limit $3 offset $4",
            Descending = reversed,
        }.Write(filter, values, Row, walked: true);
        return With(values, connection.Command(
            $"""
            {with}
            select q.* from (
                select p.*, count(*) over () as candidates, sum(octet_length(p.raw)) over (order by p.id {direction}) - octet_length(p.raw) as before
                from ({documents}) p
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
            select {Row} from unnest($2::text[]) with ordinality as w (id, place)
            cross join lateral (select * from {schema}.documents d where d.collection = $1 and d.id = w.id collate "C" offset 0) d
            where {SourceSql.Live(schema, filter, values)} order by w.place
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
        var (with, documents) = From(collection, filter, values, "1");
        return With(values, connection.Command($"{with} select count(*) from ({documents}) d", Parameters.Of(collection.Id)));
    }

    private NpgsqlCommand All(NpgsqlConnection connection, CollectionState collection, Filter? filter, string columns)
    {
        var values = new SqlValues(first: 2);
        var (with, documents) = From(collection, filter, values, columns);
        return With(values, connection.Command($"{with} select * from ({documents}) d order by d.id", Parameters.Of(collection.Id)));
    }

    private NpgsqlCommand Ordered(NpgsqlConnection connection, CollectionState collection, Filter? filter, DocumentOrder order, string columns)
    {
        var values = new SqlValues(first: 4);
        var (with, documents) = From(collection, filter, values, $"{columns}, d.doc");
        var by = string.Concat(order.Terms.Select(term => OrderSql.Write("d.doc", term.Path, term.Descending, values) + ", "));
        return With(values, connection.Command(
            $"{with} select {columns} from ({documents}) d order by {by}d.id limit $2 offset $3",
            Parameters.Of(collection.Id),
            Parameters.OfNumber(order.Limit),
            Parameters.Of((long)order.Skip)));
    }

    private (string With, string Documents) From(CollectionState collection, Filter? filter, SqlValues values, string columns) =>
        new SourceSql(schema, collection, narrowedBy: filter, SourceSql.MostForAll(schema)).Write(filter, values, columns);

    private static NpgsqlCommand With(SqlValues values, NpgsqlCommand command)
    {
        values.AddTo(command.Parameters);
        return command;
    }
}
