namespace Mosaic.CrashHost.Script;

/// <summary>What a unit does to one document.</summary>
/// <param name="Collection">The document's collection.</param>
/// <param name="Id">The document's id.</param>
/// <param name="Before">The document before; null: absent.</param>
/// <param name="After">The document after; null: deleted.</param>
internal sealed record ScriptEffect(string Collection, string Id, CrashDocument? Before, CrashDocument? After);
