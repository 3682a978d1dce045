using System.Text;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.TaskLists;
using Markdig.Parsers;
using Markdig.Parsers.Inlines;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Mosaic.Documents.Folders.Markdown;

/// <summary>What a Markdown text says of itself: headings, tags, links and tasks; code is passed over.</summary>
internal sealed partial class MarkdownOutline
{
    private static readonly MarkdownPipeline Pipeline = CreatePipeline();

    public List<MarkdownHeading> Headings { get; } = [];

    /// <summary>Each once, in the order of their first occurrence.</summary>
    public List<string> Tags { get; } = [];

    public List<MarkdownLink> Links { get; } = [];

    public List<MarkdownTask> Tasks { get; } = [];

    /// <param name="body">The text without front matter.</param>
    /// <param name="path">The file's path from the folder's root, with /; relative targets start from its folder.</param>
    /// <param name="firstLine">The number of the body's first line in the file.</param>
    /// <exception cref="ArgumentException">The text nests too deep.</exception>
    public static MarkdownOutline Read(string body, string path, int firstLine)
    {
        var outline = new MarkdownOutline();
        var tags = new HashSet<string>(StringComparer.Ordinal);
        var document = Markdig.Markdown.Parse(body, Pipeline);
        foreach (var node in document.Descendants())
        {
            var line = node.Line + firstLine;
            switch (node)
            {
                case HeadingBlock heading:
                    outline.Headings.Add(new MarkdownHeading(heading.Level, Text(heading.Inline), line));
                    break;
                case TagInline tag when tags.Add(tag.Name):
                    outline.Tags.Add(tag.Name);
                    break;
                case WikiLinkInline wiki:
                    outline.Links.Add(Wiki(wiki, line));
                    break;
                case LinkInline { Url: { } url } link:
                    outline.Links.Add(Link(link.IsImage ? "image" : "link", url, Text(link), path, line));
                    break;
                case AutolinkInline auto:
                    outline.Links.Add(Link("link", auto.IsEmail ? $"mailto:{auto.Url}" : auto.Url, auto.Url, path, line));
                    break;
                case TaskList { Parent: { } parent } task:
                    var text = Text(parent);
                    outline.Tasks.Add(new MarkdownTask(text, task.Checked, Fields(text), line));
                    break;
                default:
                    break;
            }
        }

        return outline;
    }

    private static MarkdownPipeline CreatePipeline()
    {
        var builder = new MarkdownPipelineBuilder().UseTaskLists().UsePipeTables().UseAutoLinks();
        builder.InlineParsers.InsertBefore<LinkInlineParser>(new WikiLinkParser());
        builder.InlineParsers.Replace<LinkInlineParser>(new BoundedLinkParser());
        builder.BlockParsers.Replace<ParagraphBlockParser>(new BoundedParagraphParser());
        builder.InlineParsers.Add(new TagParser());
        return builder.Build();
    }

    private static MarkdownLink Wiki(WikiLinkInline wiki, int line)
    {
        var bar = wiki.Content.IndexOf('|', StringComparison.Ordinal);
        var target = (bar < 0 ? wiki.Content : wiki.Content[..bar]).Trim();
        var shown = bar < 0 ? target : wiki.Content[(bar + 1)..].Trim();
        var (name, anchor) = LinkTarget.SplitAnchor(target);
        return new MarkdownLink(wiki.IsEmbed ? "embed" : "wiki", name, anchor, shown, null, line);
    }

    private static MarkdownLink Link(string kind, string url, string text, string path, int line)
    {
        var (target, anchor) = LinkTarget.SplitAnchor(url);
        return new MarkdownLink(kind, target, anchor, text, LinkTarget.Resolve(target, path), line);
    }

    private static Dictionary<string, string> Fields(string text)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match field in Field().Matches(text))
        {
            fields.TryAdd(field.Groups["name"].Value, field.Groups["value"].Value.Trim());
        }

        return fields;
    }

    [GeneratedRegex(@"[\[(](?<name>[\w-]{1,64})::(?<value>[^\])\n]{0,1000})[\])]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Field();

    private static string Text(ContainerInline? inlines)
    {
        var text = new StringBuilder();
        foreach (var inline in inlines?.Descendants() ?? [])
        {
            switch (inline)
            {
                case LiteralInline literal:
                    text.Append(literal.Content.AsSpan());
                    break;
                case CodeInline code:
                    text.Append(code.Content);
                    break;
                case WikiLinkInline wiki:
                    text.Append(wiki.Content.AsSpan(wiki.Content.IndexOf('|', StringComparison.Ordinal) + 1));
                    break;
                case TagInline tag:
                    text.Append('#').Append(tag.Name);
                    break;
                case HtmlEntityInline entity:
                    text.Append(entity.Transcoded.AsSpan());
                    break;
                case LineBreakInline:
                    text.Append(' ');
                    break;
                default:
                    break;
            }
        }

        return text.ToString().Trim();
    }
}
