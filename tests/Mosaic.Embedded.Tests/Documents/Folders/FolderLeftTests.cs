using System.Text;
using System.Text.Json;
using Mosaic.Documents.Folders.Files;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Folders;

/// <summary>What a crash has left under temporary names.</summary>
public sealed class FolderLeftTests : FolderFixture
{
    private const string Old = """{"v":"old"}""";
    private const string New = """{"v":"new"}""";
    private const string Edit = """{"v":"edit"}""";
    private const string Later = """{"v":"later"}""";

    [TestCase(New, Old)]
    [TestCase(Old, New)]
    public async Task What_was_written_or_replaced_goes(string left, string inPlace)
    {
        Write("n/a.json", inPlace);
        Leave(left, New);

        await using var store = await OpenAsync();

        Assert.That(Directory.GetFiles(Full("n")).Select(Path.GetFileName), Is.EqualTo(new[] { "a.json" }));
        Assert.That(Text("n/a.json"), Is.EqualTo(inPlace));
    }

    [TestCase(New, new[] { Edit })] // what was written was told to nobody
    [TestCase(null, new[] { Edit })]
    [TestCase(Later, new[] { Edit, Later })]
    public async Task An_edit_between_exchange_and_return_is_kept(string? inPlace, string[] kept)
    {
        Directory.CreateDirectory(Full("n"));
        if (inPlace is not null)
        {
            Write("n/a.json", inPlace);
        }

        Leave(Edit, New);
        await using var store = await OpenAsync();

        Assert.That(Directory.GetFiles(Full("n")).Select(File.ReadAllText), Is.EquivalentTo(kept));
        Assert.That(await store.FindJsonAsync("n").Select(static it => Encoding.UTF8.GetString(it.Value.Span)).ToListAsync(), Is.EquivalentTo(kept));
        Assert.That(Text("n/a.json"), Is.EqualTo(inPlace == Later ? Later : Edit));
    }

    [TestCase(Old, new string[0])]
    [TestCase(Edit, new[] { Edit })]
    public async Task An_edit_that_was_taken_to_be_deleted_comes_back(string left, string[] kept)
    {
        Directory.CreateDirectory(Full("n"));
        Leave(left, null);

        await using var store = await OpenAsync();

        Assert.That(Directory.GetFiles(Full("n")).Select(File.ReadAllText), Is.EqualTo(kept));
    }

    [Test]
    public async Task An_edit_whose_name_is_too_long_for_a_temporary_one_is_kept_under_another()
    {
        var name = $"n/{new string('x', 240)}.md";
        Directory.CreateDirectory(Full("n"));
        Write(name, "in place");
        File.WriteAllText(LeftFiles.Taken(Full(name), FileContent.Of("new"u8), FileContent.Of("old"u8)), "an edit");

        await using var store = await OpenAsync();

        Assert.That((await store.ReadAsync<JsonElement>("n", "unnamed")).GetProperty("body").GetString(), Is.EqualTo("an edit"));
        Assert.That(Text(name), Is.EqualTo("in place"));
    }

    private void Leave(string left, string? written) =>
        File.WriteAllText(
            LeftFiles.Taken(Full("n/a.json"), written is null ? null : FileContent.Of(Encoding.UTF8.GetBytes(written)), FileContent.Of(Encoding.UTF8.GetBytes(Old))), left);
}
