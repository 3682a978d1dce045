using Mosaic.Backends;

namespace Mosaic.Postgres.Memory;

/// <summary>An insight as it is stored.</summary>
internal sealed record InsightRow(string Id, InsightContent Content, long Version);
