using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Mosaic.Embedded.Tests.Documents.Folders;

/// <summary>A random YAML mapping with comments, each of which belongs to a member: above it, or behind its name, dash or value.</summary>
internal sealed class RandomYaml(int seed)
{
    private readonly Random random = new(seed);
    private int number;

    public int Next(int max) => random.Next(max);

    public YamlMember Root()
    {
        var root = new YamlMember { Name = "root", Kind = YamlKind.Mapping };
        Fill(root, 3);
        return root;
    }

    public YamlMember Member(int depth)
    {
        var member = new YamlMember { Name = $"k{++number}", Above = Comment(), Behind = Comment() };
        member.Kind = depth == 0 ? YamlKind.Scalar : random.Next(6) switch { 0 or 1 => YamlKind.Mapping, 2 or 3 => YamlKind.List, _ => YamlKind.Scalar };
        if (member.Kind == YamlKind.Scalar)
        {
            (member.Text, member.Scalar) = Scalar();
        }
        else
        {
            Fill(member, depth - 1);
        }

        return member;
    }

    public string Write(YamlMember root)
    {
        var text = new StringBuilder();
        WriteMembers(text, root, 0, isFirstWritten: false);
        return text.ToString();
    }

    private void Fill(YamlMember member, int depth)
    {
        for (var count = 1 + random.Next(4); count > 0; count--)
        {
            member.Members.Add(Member(depth));
        }
    }

    private string? Comment() => random.Next(3) == 0 ? $"# - {++number}: 'c {{" : null;

    /// <summary>As YAML writes it behind a name, with ^ where its lines are indented, and its value. No two are equal.</summary>
    private (string Text, JsonNode? Value) Scalar()
    {
        var n = (++number).ToString(CultureInfo.InvariantCulture);
        return random.Next(12) switch
        {
            0 => (n, JsonNode.Parse(n)),
            1 => ($"{n}.50", JsonNode.Parse($"{n}.50")),
            2 => ($"\"d#{n}: \\\"x\\\"\"", JsonValue.Create($"d#{n}: \"x\"")),
            3 => ($"'s {n}: - #'", JsonValue.Create($"s {n}: - #")),
            4 => ($"|\n^l{n}\n^# no comment\n^- m", JsonValue.Create($"l{n}\n# no comment\n- m\n")),
            5 => ($">-\n^f{n}\n^g", JsonValue.Create($"f{n} g")),
            6 => ($"p{n}\n^  q", JsonValue.Create($"p{n} q")),
            7 => ($"[{n}, {{a: [x], b: }}, ]", JsonNode.Parse($"[{n}, {{\"a\": [\"x\"], \"b\": null}}]")),
            8 => ($"{{a: {n},\n^  b: [],\n^  c: {{}} }}", JsonNode.Parse($"{{\"a\": {n}, \"b\": [], \"c\": {{}}}}")),
            9 => ($"!!str {n}", JsonValue.Create(n)),
            _ => ($"w{n} x", JsonValue.Create($"w{n} x")),
        };
    }

    /// <param name="text">To here.</param>
    /// <param name="member">A mapping or list.</param>
    /// <param name="column">Of its members.</param>
    /// <param name="isFirstWritten">Whether the place of the first is reached: it is written behind a dash.</param>
    private void WriteMembers(StringBuilder text, YamlMember member, int column, bool isFirstWritten)
    {
        foreach (var each in member.Members)
        {
            if (!isFirstWritten)
            {
                text.Append(random.Next(8) == 0 ? "\n" : "");
                if (each.Above is not null)
                {
                    text.Append(' ', random.Next(3) == 0 ? 0 : column).Append(each.Above).Append('\n');
                }

                text.Append(' ', column);
            }
            else if (each.Above is not null)
            {
                text.Append(each.Above).Append('\n').Append(' ', column); // behind the dash
            }

            isFirstWritten = false;
            text.Append(member.Kind == YamlKind.List ? "-" : random.Next(5) == 0 ? $"\"{each.Name}\":" : $"{each.Name}:");
            WriteValue(text, each, member.Kind, column);
        }
    }

    private void WriteValue(StringBuilder text, YamlMember member, YamlKind container, int column)
    {
        if (member.Kind == YamlKind.Scalar)
        {
            var isBlock = member.Text[0] is '|' or '>';
            var lines = member.Text.Replace("^", new string(' ', column + 2), StringComparison.Ordinal).Split('\n', 2);
            var behind = member.Behind is null ? "" : $"  {member.Behind}";
            text.Append(random.Next(4) == 0 ? "   " : " ").Append(lines[0]).Append(isBlock || lines.Length == 1 ? behind : "").Append('\n');
            if (lines.Length > 1)
            {
                text.Append(lines[1]).Append(isBlock ? "" : behind).Append('\n');
            }

            return;
        }

        if (container == YamlKind.List && member.Behind is null && random.Next(3) > 0)
        {
            var gap = 1 + random.Next(3);
            text.Append(' ', gap);
            WriteMembers(text, member, column + 1 + gap, isFirstWritten: true);
            return;
        }

        text.Append(member.Behind is null ? "" : $" {member.Behind}").Append('\n');
        var isFlush = member.Kind == YamlKind.List && container == YamlKind.Mapping && random.Next(2) == 0;
        WriteMembers(text, member, isFlush ? column : column + 1 + random.Next(4), isFirstWritten: false);
    }
}
