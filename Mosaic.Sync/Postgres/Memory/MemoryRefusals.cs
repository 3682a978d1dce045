using Mosaic.Backends;
using Npgsql;

namespace Mosaic.Postgres.Memory;

/// <summary>What memory's functions on the server refuse, as callers get it.</summary>
internal static class MemoryRefusals
{
    /// <returns>null: it is none of theirs.</returns>
    public static MosaicException? Of(PostgresException error) => error.SqlState switch
    {
        "MS601" => MemoryErrors.ForeignSession(error.MessageText),
        "MS602" => MemoryErrors.TurnTaken(error.MessageText),
        "MS611" => MemoryErrors.InsightTaken(error.MessageText),
        "MS612" => MemoryErrors.InsightNotThere(error.MessageText),
        "MS613" when error.MessageText.LastIndexOf('\n') is var end => MemoryErrors.InsightSuperseded(error.MessageText[..end], error.MessageText[(end + 1)..]),
        PostgresErrorCodes.UniqueViolation when error.ConstraintName == "turns_id_key" => MemoryErrors.TurnTaken("its id"),
        PostgresErrorCodes.UniqueViolation when error.ConstraintName == "insights_pkey" => MemoryErrors.InsightTaken("its id"),
        _ => null,
    };
}
