using Mosaic.Documents.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Mosaic.Documents.Folders.FrontMatter;

/// <summary>
/// Refuses a YAML text whose tree must not be built: building it recurses, and looks keys up by all that they hold. An alias within what it
/// names would have no end, and one of a collection in a key could stand for any number of values.
/// </summary>
internal sealed class YamlCheck
{
    /// <summary>The anchors whose values have ended, and whether those are collections.</summary>
    private readonly Dictionary<string, bool> _named = new(StringComparer.Ordinal);

    private readonly Stack<Open> _open = [];

    private YamlCheck()
    {
    }

    /// <exception cref="FormatException">The text is too deep, or too much.</exception>
    /// <exception cref="YamlException">It is no YAML, or an alias is refused.</exception>
    public static void Run(string text, int maxNodes)
    {
        var check = new YamlCheck();
        var depth = 0;
        var events = 0;
        var parser = new Parser(new StringReader(text));
        while (MoveNext(parser))
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > DocumentLimits.MaxDepth + 2 || ++events > maxNodes * 2)
            {
                throw new FormatException($"It has more than {maxNodes} values, or more than {DocumentLimits.MaxDepth} levels.");
            }

            check.Next(parser.Current);
        }
    }

    /// <summary>The parser has no error of its own for a list or mapping in brackets that the text ends in.</summary>
    private static bool MoveNext(Parser parser)
    {
        var last = parser.Current?.End ?? Mark.Empty;
        try
        {
            return parser.MoveNext();
        }
        catch (InvalidOperationException exception)
        {
            throw new YamlException(last, last, "A flow list or mapping, which opens with [ or {, does not end", exception);
        }
    }

    private void Next(ParsingEvent next)
    {
        switch (next)
        {
            case AnchorAlias alias:
                if (!_named.TryGetValue(alias.Value.Value, out var isCollection))
                {
                    throw new SemanticErrorException(alias.Start, alias.End, $"Nothing whole before *{alias.Value} is named &{alias.Value}.");
                }

                if (Count() && isCollection)
                {
                    throw new SemanticErrorException(alias.Start, alias.End, $"*{alias.Value} in a name stands for more than a text.");
                }

                break;
            case Scalar scalar:
                Count();
                Name(scalar.Anchor, isCollection: false);
                break;
            case MappingStart or SequenceStart:
                var start = (NodeEvent)next;
                _open.Push(new Open(next is MappingStart, Count(), start.Anchor));
                if (!start.Anchor.IsEmpty)
                {
                    _named.Remove(start.Anchor.Value);
                }

                break;
            case MappingEnd or SequenceEnd:
                Name(_open.Pop().Anchor, isCollection: true);
                break;
        }
    }

    /// <returns>Whether this value is of a key.</returns>
    private bool Count() => _open.TryPeek(out var around) && ((around.Values++ % 2 == 0 && around.IsMapping) || around.IsInKey);

    private void Name(AnchorName anchor, bool isCollection)
    {
        if (!anchor.IsEmpty)
        {
            _named[anchor.Value] = isCollection;
        }
    }

    private sealed class Open(bool isMapping, bool isInKey, AnchorName anchor)
    {
        public bool IsMapping { get; } = isMapping;

        public bool IsInKey { get; } = isInKey;

        public AnchorName Anchor { get; } = anchor;

        /// <summary>Keys and values so far, of a mapping; items of a list.</summary>
        public int Values { get; set; }
    }
}
