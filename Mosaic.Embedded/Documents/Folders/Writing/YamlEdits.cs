using System.Text;
using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Mosaic.Documents.Folders.Writing;

/// <summary>
/// Collects what has to be changed in a YAML text, so that all else stays. It reads lines where a parser reads tokens: whether the text says
/// what is wanted afterwards is for the caller to see.
/// </summary>
/// <param name="yaml">The text.</param>
/// <param name="newLine">Ends the lines that are added.</param>
/// <param name="deep">Whether block mappings and block lists are edited within; else they are written anew when they differ.</param>
internal sealed class YamlEdits(string yaml, string newLine, bool deep)
{
    private readonly List<Edit> edits = [];
    private bool failed;

    /// <param name="root">null: there is nothing yet.</param>
    /// <param name="before">What it says.</param>
    /// <param name="after">What it is to say.</param>
    public void Root(YamlMappingNode? root, JsonObject before, JsonObject after)
    {
        if (root is null)
        {
            Add(yaml.Length, "", before, after);
        }
        else
        {
            Mapping(root, before, after, yaml.Length);
        }
    }

    /// <returns>The changed text; null: it was not laid out as expected.</returns>
    public string? Apply()
    {
        var text = new StringBuilder(yaml.Length + 64);
        var at = 0;
        foreach (var edit in edits.OrderBy(static it => it.Start).ThenBy(static it => it.End > it.Start)) // what is added goes before what is removed
        {
            if (edit.Start < at || edit.End < edit.Start)
            {
                return null;
            }

            text.Append(yaml, at, edit.Start - at).Append(edit.Text);
            at = edit.End;
        }

        return failed ? null : text.Append(yaml, at, yaml.Length - at).ToString();
    }

    private void Mapping(YamlMappingNode mapping, JsonObject before, JsonObject after, int? addAt = null)
    {
        var places = new List<Place>();
        foreach (var (key, value) in mapping.Children)
        {
            var colon = yaml.IndexOf(':', Math.Min((int)key.End.Index, yaml.Length)) + 1;
            places.Add(new Place((int)key.Start.Index, colon, YamlText.End(yaml, value, colon)));
        }

        Remove(places, i => !after.ContainsKey(YamlText.Name(mapping.Children[i].Key)));
        for (var i = 0; i < places.Count; i++)
        {
            var name = YamlText.Name(mapping.Children[i].Key);
            if (after.TryGetPropertyValue(name, out var wanted))
            {
                Change(places[i], mapping.Children[i].Value, before[name], wanted);
            }
        }

        Add(addAt ?? YamlText.NextLine(yaml, places[^1].End), Indentation(mapping), before, after);
    }

    private void List(YamlSequenceNode list, JsonArray before, JsonArray after)
    {
        var places = new List<Place>();
        for (var i = 0; i < list.Children.Count; i++)
        {
            var dash = i == 0 ? (int)list.Start.Index : YamlText.PastComments(yaml, places[^1].End);
            if (dash >= yaml.Length || yaml[dash] != '-')
            {
                failed = true;
                return;
            }

            places.Add(new Place(dash, dash + 1, YamlText.End(yaml, list.Children[i], dash + 1)));
        }

        var pairs = ListPairs.Find(before, after);
        var indentation = Indentation(list);
        Remove(places, i => pairs[i] < 0);
        var next = 0;
        for (var i = 0; i < places.Count; i++)
        {
            if (pairs[i] >= 0)
            {
                AddItems(pairs[i], i);
                Change(places[i], list.Children[i], before[i], after[next++]);
            }
        }

        AddItems(after.Count, places.Count);

        void AddItems(int end, int place)
        {
            for (; next < end; next++)
            {
                var item = $"- {YamlText.Value(after[next])}{newLine}";
                if (place > 0)
                {
                    AddLine(YamlText.NextLine(yaml, places[place - 1].End), indentation + item);
                }
                else if (YamlText.IsFirstInLine(yaml, places[0].Start))
                {
                    AddLine(YamlText.AboveComments(yaml, YamlText.LineStart(yaml, places[0].Start)), indentation + item);
                }
                else
                {
                    edits.Add(new Edit(places[0].Start, places[0].Start, item + indentation)); // behind the dash of the list around it
                }
            }
        }
    }

    private void Change(Place place, YamlNode value, JsonNode? before, JsonNode? after)
    {
        if (JsonNode.DeepEquals(before, after))
        {
            return;
        }

        var within = deep && YamlText.IsBlock(value);
        if (within && (value, before, after) is (YamlMappingNode mapping, JsonObject members, JsonObject wanted) && wanted.Any(pair => members.ContainsKey(pair.Key)))
        {
            Mapping(mapping, members, wanted);
        }
        else if (within && (value, before, after) is (YamlSequenceNode list, JsonArray items, JsonArray { Count: > 0 } wantedItems))
        {
            List(list, items, wantedItems);
        }
        else
        {
            var line = YamlText.LineEnd(yaml, place.ValueStart);
            var hasComment = place.End > line && yaml.AsSpan(place.ValueStart..line).TrimStart() is ['#', ..]; // behind the name of what stands below
            edits.Add(new Edit(place.ValueStart, hasComment ? place.ValueStart : place.End, $" {YamlText.Value(after)}"));
            if (hasComment)
            {
                edits.Add(new Edit(line, place.End, ""));
            }
        }
    }

    /// <param name="places">The members; not all are removed, but in a mapping that has its lines for itself.</param>
    /// <param name="isRemoved">Whether one is.</param>
    private void Remove(List<Place> places, Func<int, bool> isRemoved)
    {
        for (var i = 0; i < places.Count; i++)
        {
            if (!isRemoved(i))
            {
                continue;
            }

            var start = places[i].Start;
            if (YamlText.IsFirstInLine(yaml, start))
            {
                edits.Add(new Edit(YamlText.LineStart(yaml, start), YamlText.NextLine(yaml, places[i].End), ""));
                continue;
            }

            // Behind a dash: the next that stays comes there, or below it when comments are between.
            while (i + 1 < places.Count && isRemoved(i + 1))
            {
                i++;
            }

            var below = YamlText.NextLine(yaml, places[i].End);
            if (i + 1 < places.Count && places[i + 1].Start >= below && yaml.AsSpan(below..places[i + 1].Start).IsWhiteSpace())
            {
                edits.Add(new Edit(start, places[i + 1].Start, ""));
            }
            else
            {
                edits.Add(new Edit(yaml.AsSpan(0, start).TrimEnd().Length, YamlText.LineEnd(yaml, places[i].End), ""));
            }
        }
    }

    private void Add(int at, string indentation, JsonObject before, JsonObject after)
    {
        foreach (var (name, value) in after)
        {
            if (!before.ContainsKey(name))
            {
                AddLine(at, $"{indentation}{YamlText.Key(name)}: {YamlText.Value(value)}{newLine}");
            }
        }
    }

    private void AddLine(int at, string line)
    {
        var isBroken = at == yaml.Length && yaml.Length > 0 && yaml[^1] != '\n' && !edits.Exists(edit => edit.Start == at && edit.Text.EndsWith('\n'));
        edits.Add(new Edit(at, at, isBroken ? newLine + line : line));
    }

    private static string Indentation(YamlNode block) => new(' ', Math.Max((int)block.Start.Column - 1, 0));

    private readonly record struct Edit(int Start, int End, string Text);

    /// <summary>A member: where its key or dash starts, where its value may, and where that ends.</summary>
    private readonly record struct Place(int Start, int ValueStart, int End);
}
