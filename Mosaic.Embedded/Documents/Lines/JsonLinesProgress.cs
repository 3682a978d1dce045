namespace Mosaic;

/// <summary>How far an import or export of JSON Lines is.</summary>
/// <param name="Documents">Documents that are durable, or written out.</param>
/// <param name="Bytes">Bytes read or written.</param>
public sealed record JsonLinesProgress(long Documents, long Bytes);
