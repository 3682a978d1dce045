using System.Text.Json.Nodes;
using Mosaic.Documents.Folders.FrontMatter;
using Mosaic.Documents.Folders.Writing;
using Mosaic.Embedded.Tests.Crash;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Folders;

public sealed class YamlEditorTests
{
    private static readonly string[] Pieces =
        ["a", "b", "1", "a: ", "b: ", "c: ", "a:\n  ", "- ", "- ", "-\n", "\n", "\n", "\n  ", "\n  - ", "\r", "\r\n", "\t", " ", "  ", "# x", " # y\n", "? ", ": ", "[", "]", "{", "}", ", ", "|\n ", ">+\n ", "'", "\"", "&x ", "*x", "!!str ", "!!map ", "\U0001F600", "<<: "];

    private static int Trees => LongTests.Wanted ? 20_000 : 500;

    /// <summary>After each edit the text says what is wanted, and the comments of all that was not edited are there, each once.</summary>
    [Test]
    public void Random_edits_say_what_is_wanted_and_keep_the_comments_around()
    {
        TestContext.Out.WriteLine($"seed {LongTests.Seed}");
        var edits = 0;
        for (var tree = 0; tree < Trees; tree++)
        {
            var random = new RandomYaml(LongTests.Seed + tree);
            var root = random.Root();
            var newLine = random.Next(3) == 0 ? "\r\n" : "\n";
            var yaml = random.Write(root).Replace("\n", newLine, StringComparison.Ordinal);
            Assert.That(JsonNode.DeepEquals(Read(yaml), root.ToJson()), Is.True, $"seed {LongTests.Seed}, tree {tree}: the writer writes what it means: {root.ToJson()}\n{yaml}");
            for (var edit = 0; edit < 6; edit++, edits++)
            {
                var what = Edit(random, root);
                var wanted = (JsonObject)root.ToJson()!;
                var edited = YamlEditor.Edit(yaml, Read(yaml), wanted, newLine);
                var message = $"seed {LongTests.Seed}, tree {tree}: {what}\n{yaml}\nbecame\n{edited}";
                Assert.That(JsonNode.DeepEquals(Read(edited), wanted), Is.True, message);
                foreach (var comment in root.All.SelectMany(static it => new[] { it.Above, it.Behind }).OfType<string>())
                {
                    Assert.That(edited.Split(comment), Has.Length.EqualTo(2), $"{comment}, {message}");
                }

                Assert.That(edited.Replace("\r\n", "", StringComparison.Ordinal).Contains(newLine == "\n" ? '\r' : '\n'), Is.False, message);
                yaml = edited;
            }
        }

        TestContext.Out.WriteLine($"{edits} edits");
    }

    /// <summary>Also what nobody would lay out so.</summary>
    [Test]
    public void Whatever_can_be_read_can_be_edited()
    {
        TestContext.Out.WriteLine($"seed {LongTests.Seed}");
        var random = new Random(LongTests.Seed);
        var edits = 0;
        for (var i = 0; i < Trees * 100; i++)
        {
            var yaml = string.Concat(Enumerable.Range(0, random.Next(16)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            var before = FrontMatterReader.Read(FrontMatterKind.Yaml, yaml, out var error);
            if (error is not null)
            {
                continue;
            }

            var wanted = (JsonObject)before.DeepClone();
            Change(wanted, random);
            Assert.That(JsonNode.DeepEquals(Read(YamlEditor.Edit(yaml, before, wanted, "\n")), wanted), Is.True, yaml);
            edits++;
        }

        Assert.That(edits, Is.GreaterThan(Trees));
        TestContext.Out.WriteLine($"{edits} edits");
    }

    [TestCase("a: 1 # one\n", "a: 2 # one\n")]
    [TestCase("a: 1", "a: 2")]
    [TestCase("a: 1\nb: &x [1]\nc: *x\n", "a: 2\nb: [1]\nc: [1]\n", Description = "anchors: written anew")]
    [TestCase("{a: 1, b: 2} # c\n", "a: 2\nb: 2\n", Description = "flow style: written anew")]
    [TestCase("  a: 1\n  b: 2 # c\n", "  a: 2\n  b: 2 # c\n")]
    [TestCase("? a\n: 1 # c\n", "? a\n: 2 # c\n")]
    [TestCase("b: |+\n  x\n\na: 1\n", "b: |+\n  x\n\na: 2\n")]
    public void One_value_changes(string before, string after)
    {
        var wanted = (JsonObject)Read(before).DeepClone();
        wanted["a"] = 2;

        Assert.That(YamlEditor.Edit(before, Read(before), wanted, "\n"), Is.EqualTo(after));
    }

    [TestCase("[1,2,3]", "[1,3]", new[] { 0, -1, 1 })]
    [TestCase("[1,2,3]", "[4,5]", new[] { 0, 1, -1 })]
    [TestCase("[1,2]", "[0,1,9,2,8]", new[] { 1, 3 })]
    [TestCase("""[{"n":1,"a":1},{"n":2,"a":1}]""", """[{"n":2,"a":2}]""", new[] { -1, 0 })]
    [TestCase("[[1,2],[3,4],5]", "[[3,4,6]]", new[] { -1, 0, -1 })]
    [TestCase("[]", "[1]", new int[0])]
    public void Items_become_those_that_they_are_or_are_like(string before, string after, int[] pairs)
    {
        Assert.That(ListPairs.Find((JsonArray)JsonNode.Parse(before)!, (JsonArray)JsonNode.Parse(after)!), Is.EqualTo(pairs));
    }

    private static JsonObject Read(string yaml)
    {
        var read = FrontMatterReader.Read(FrontMatterKind.Yaml, yaml, out var error);
        Assert.That(error, Is.Null, yaml);
        return read;
    }

    private static void Change(JsonNode container, Random random)
    {
        if (container is JsonArray list)
        {
            if (list.Count > 0 && random.Next(2) == 0)
            {
                list.RemoveAt(random.Next(list.Count));
            }

            list.Insert(random.Next(list.Count + 1), JsonValue.Create(random.Next(5)));
            return;
        }

        var members = (JsonObject)container;
        var within = members.Select(static pair => pair.Value).Where(static value => value is JsonArray or JsonObject).ToList();
        if (within.Count > 0 && random.Next(3) > 0)
        {
            Change(within[random.Next(within.Count)]!, random);
        }
        else if (members.Count > 0 && random.Next(2) == 0)
        {
            members.Remove(members.ToList()[random.Next(members.Count)].Key);
        }
        else
        {
            members[Pieces[random.Next(8)]] = random.Next(3);
        }
    }

    private static string Edit(RandomYaml random, YamlMember root)
    {
        var containers = root.All.Where(static it => it.Kind != YamlKind.Scalar).ToList();
        var container = containers[random.Next(containers.Count)];
        var at = random.Next(container.Members.Count + 1);
        var member = random.Member(random.Next(3));
        foreach (var each in member.All)
        {
            each.Above = each.Behind = null; // values are written without
        }

        if (at == container.Members.Count || random.Next(3) == 0)
        {
            container.Members.Insert(container.Kind == YamlKind.Mapping ? container.Members.Count : at, member);
            return $"add {member.ToJson()} to {container.Name}";
        }

        var old = container.Members[at];
        if (random.Next(2) == 0)
        {
            container.Members.RemoveAt(at);
            return $"remove {old.Name} of {container.Name}";
        }

        member.Name = old.Name;
        container.Members[at] = member;
        return $"change {old.Name} of {container.Name} to {member.ToJson()}";
    }
}
