using System.Text;
using Mosaic.Postgres.Documents;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres.Documents;

public sealed class DocumentProjectionTests
{
    [TestCase("""{"a":"\u0000"}""", """{"a":"\u0001\u0002"}""")]
    [TestCase("""{"\u0001":[ "x\u0002", "\u0003\u0004\u0005" ]}""", """{"\u0001\u0003":[ "x\u0004\u0002", "\u0004\u0003\u0005\u0002\u0005\u0003" ]}""")]
    [TestCase("""{"a":"\\u0000\u0006\\\u0000"}""", """{"a":"\\u0000\u0006\\\u0001\u0002"}""")]
    [TestCase("""{"a":1E2,"b":-0.5e+1,"c":12e-1,"d":0.0012e0}""", """{"a":1e2,"b":-5e0,"c":1.2e0,"d":1.2e-3}""")]
    [TestCase("""{"a":0e99999999999999999999,"b":-0.00E-9}""", """{"a":0,"b":0}""")]
    [TestCase("""{"a":1e-0000000000000000000000001000}""", """{"a":1e-1000}""")]
    [TestCase("0e5", "0")]
    public void What_jsonb_refuses_is_written_otherwise(string json, string expected) => Assert.That(Project(json), Is.EqualTo(expected));

    [TestCase("""{"a":"1e5","b":[1.50,-0,null,true],"c":"\"\\\u0010é"}""")]
    [TestCase("")]
    public void A_document_without_it_is_the_same_memory(string json)
    {
        var raw = (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(json);

        Assert.That(DocumentProjection.Of(raw), Is.EqualTo(raw));
    }

    [Test]
    public void A_number_of_too_many_digits_is_cut_and_stays_above_its_beginning()
    {
        var digits = new string('3', ProjectedNumber.DigitsMax);

        Assert.That(Project($"[-{digits[..900]}e0]"), Is.EqualTo($"[-3.{digits[..899]}e899]"));
        Assert.That(Project($"[0.{digits}]"), Is.EqualTo($"[3.{digits[1..]}e-1]"));
        Assert.That(Project($"[3.{digits}0]"), Is.EqualTo($"[3.{digits[1..]}1e0]"));
    }

    private static string Project(string json) => Encoding.UTF8.GetString(DocumentProjection.Of(Encoding.UTF8.GetBytes(json)).Span);
}
