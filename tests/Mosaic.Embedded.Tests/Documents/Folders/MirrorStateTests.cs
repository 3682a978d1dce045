using System.Text;
using Mosaic.Documents.Folders.Mirror;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Folders;

public sealed class MirrorStateTests
{
    [Test]
    public void What_the_mirror_wrote_stays_its_own_when_the_next_content_is_on_its_way()
    {
        var first = Side("""{"n":1,"body":""}""");
        var second = Side("""{"id":"a","n":2,"body":"","file":{"title":"a"}}"""); // as the file says what was written of {"n":2}
        var (third, fourth) = (Side("""{"n":3}"""), Side("""{"n":4}"""));
        var noted = new MirrorState("c", "a", first.Hash, ToFile: Side("""{"n":2}""").Content);

        // The document was edited before both sides were alike: its next content goes to the file, and the process ends before it is there.
        var next = noted.Settled(second, third) with { ToFile = third.Content };

        Assert.That(next.Settled(second, fourth).Hash, Is.EqualTo(second.Hash));
        Assert.That(noted.Settled(Side("""{"n":9}"""), third), Is.EqualTo(noted)); // somebody else wrote the file
    }

    [Test]
    public void The_content_is_the_same_for_a_document_and_the_file_that_was_written_of_it()
    {
        Assert.That(Side("""{"id":"a","b":1.50,"a":[1],"body":"","file":{"path":"x"}}""").Content, Is.EqualTo(Side("""{"a":[1],"b":1.50}""").Content));
        Assert.That(Side("""{"a":1,"b":2}""").Content, Is.Not.EqualTo(Side("""{"a":1,"b":3}""").Content));
        Assert.That(Side("""{"a":1}""").Content, Is.Not.EqualTo(Side("""{"a":1,"body":"x"}""").Content));
    }

    private static MirrorSide Side(string json) => new(1, default, Encoding.UTF8.GetBytes(json));
}
