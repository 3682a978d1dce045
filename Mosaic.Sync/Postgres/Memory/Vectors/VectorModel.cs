using Npgsql;

namespace Mosaic.Postgres.Memory.Vectors;

/// <summary>A model that vectors were made by.</summary>
/// <param name="Number">The server's for it, never used again.</param>
/// <param name="Name">What tells it apart.</param>
/// <param name="Dimensions">Of its vectors.</param>
/// <param name="Part">Whose texts it was trained on; -1: it is the application's own.</param>
internal sealed record VectorModel(long Number, string Name, int Dimensions, long Part)
{
    public bool IsTrained => Part >= 0;

    public static VectorModel Read(NpgsqlDataReader row, int column) =>
        new(row.GetInt64(column), row.GetString(column + 1), row.GetInt32(column + 2), row.GetInt64(column + 3));
}
