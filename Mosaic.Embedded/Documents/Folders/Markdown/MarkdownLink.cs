namespace Mosaic.Documents.Folders.Markdown;

/// <summary>A link of a Markdown text.</summary>
/// <param name="Kind"><c>link</c>, <c>image</c>, <c>wiki</c> or <c>embed</c>.</param>
/// <param name="Target">As it was written, without its anchor.</param>
/// <param name="Anchor">What follows the #; null: nothing.</param>
/// <param name="Text">What is shown.</param>
/// <param name="Path">The target from the folder's root, for a target that is a relative path; null: another kind of target.</param>
/// <param name="Line">From 1.</param>
internal sealed record MarkdownLink(string Kind, string Target, string? Anchor, string Text, string? Path, int Line);
