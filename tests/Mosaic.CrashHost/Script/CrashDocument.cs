namespace Mosaic.CrashHost.Script;

/// <summary>A document that tells which unit wrote it.</summary>
/// <param name="Id">Names the writer and the unit that created it.</param>
/// <param name="Unit">The writer's unit that wrote it last.</param>
/// <param name="Part">Its place in that unit.</param>
/// <param name="Parts">How many documents that unit wrote.</param>
/// <param name="Tag">One of a few values, to be indexed.</param>
/// <param name="Payload">Bulk that follows from unit and part.</param>
internal sealed record CrashDocument(string Id, long Unit, int Part, int Parts, string Tag, string Payload);
