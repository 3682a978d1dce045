namespace Mosaic.Documents.Folders.Markdown;

/// <summary>A task of a Markdown text: <c>- [ ] text [due:: 2026-01-01]</c>.</summary>
/// <param name="Text">Its first line, its metadata included.</param>
/// <param name="Done">It is ticked.</param>
/// <param name="Metadata">Inline fields: <c>[name:: value]</c> and <c>(name:: value)</c>.</param>
/// <param name="Line">From 1.</param>
internal sealed record MarkdownTask(string Text, bool Done, IReadOnlyDictionary<string, string> Metadata, int Line);
