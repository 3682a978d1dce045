using Mosaic.Postgres.Memory.Search;
using Npgsql;
using static Mosaic.Postgres.Documents.Parameters;

namespace Mosaic.Postgres.Memory.Vectors;

/// <summary>A text that needs a vector, as it was taken: a turn by its session and number, or a text that stands alone.</summary>
internal sealed record VectorWork(long Part, long Session, int Number, string Collection, string Id, long Token, int Tries)
{
    public bool IsTurn => Session > 0;

    public TextKey Key => new(Part == 0, Collection, Id);

    public static VectorWork Read(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetInt64(1), row.GetInt32(2), row.GetString(3), row.GetString(4), row.GetInt64(5), row.GetInt32(6));

    /// <summary>The first parameters of every statement about it.</summary>
    public NpgsqlParameter[] With(params ReadOnlySpan<NpgsqlParameter> others) =>
        [Of(Part), Of(Session), Of(Number), Of(Collection), Of(Id), Of(Token), .. others];
}
