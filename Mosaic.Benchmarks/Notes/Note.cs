namespace Mosaic.Benchmarks.Notes;

/// <summary>The document of every benchmark; as JSON it is <see cref="NoteSource.Bytes"/> long.</summary>
internal sealed record Note(string Id, string Kind, string User, int Priority, string Text);
