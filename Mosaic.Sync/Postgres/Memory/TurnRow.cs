using Mosaic.Backends;

namespace Mosaic.Postgres.Memory;

/// <summary>A turn as it is stored.</summary>
internal sealed record TurnRow(string Session, TurnContent Content);
