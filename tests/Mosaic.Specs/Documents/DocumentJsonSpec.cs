using System.Text;
using System.Text.Json;
using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>The exact JSON bytes are the truth.</summary>
public abstract class DocumentJsonSpec : MosaicSpec
{
    private static readonly string[] Texts =
    [
        "{}",
        " { \n\t\"b\" : 1 ,\r\n \"a\":[ ] , \"c\" : { } } ",
        """{"z":1,"a":2,"m":3}""",
        """{"A":1,"a":2}""",
        """{"big":123456789012345678901234567890.12345678901234567890,"e":1E+30,"tiny":1e-324,"minus":-0,"zero":-0.0,"half":0.50}""",
        """{"escapes":"\u0041\/\"\\\b\f\n\r\t","nul":"a\u0000b","pair":"\ud83d\ude00","plain":"😀é"}""",
        """{"":{"":[[[]]]},"a.b":1,"\u0000":2}""",
        """{"t":true,"f":false,"n":null}""",
        """{"title":"x","id":"j","rank":1}""",
    ];

    [TestCaseSource(nameof(Texts))]
    public async Task PutJson_and_GetJson_keep_every_byte(string json)
    {
        await Documents.PutJsonAsync("notes", "j", Encoding.UTF8.GetBytes(json));

        Assert.That(Encoding.UTF8.GetString((await Documents.GetJsonAsync("notes", "j"))!.Value.Span), Is.EqualTo(json));
    }

    [TestCaseSource(nameof(Texts))]
    public async Task A_JsonElement_that_is_created_keeps_its_numbers_and_order(string json)
    {
        var element = JsonDocument.Parse(json).RootElement;
        await Documents.CreateAsync("notes", "j", element);

        var read = (await Documents.ReadAsync<JsonElement>("notes", "j")).EnumerateObject().Where(static property => property.Name != "id").Select(Text);
        Assert.That(read, Is.EqualTo(element.EnumerateObject().Where(static property => property.Name != "id").Select(Text)));
    }

    [TestCase("[]")]
    [TestCase("5.00")]
    [TestCase("\"text\"")]
    [TestCase("null")]
    [TestCase("[{\"id\":\"other\"}]")]
    [TestCase("{\"id\":5}")]
    public async Task PutJson_takes_any_JSON_value(string json)
    {
        await Documents.PutJsonAsync("notes", "j", Encoding.UTF8.GetBytes(json));

        Assert.That(Encoding.UTF8.GetString((await Documents.GetJsonAsync("notes", "j"))!.Value.Span), Is.EqualTo(json));
        Assert.That(await Documents.CountAsync("notes", Filter.Eq("a", 1)), Is.Zero);
    }

    [Test]
    public async Task PutJson_replaces_and_raises_the_version()
    {
        await Documents.PutJsonAsync("notes", "j", """{"a":1}"""u8.ToArray());
        await Documents.PutJsonAsync("notes", "j", """{"a":2}"""u8.ToArray());

        Assert.That((await Documents.GetAsync<JsonElement>("notes", "j"))!.Version, Is.EqualTo(2));
    }

    [Test]
    public async Task PutJson_keeps_no_reference_to_the_callers_bytes()
    {
        var bytes = """{"a":1}"""u8.ToArray();
        await Documents.PutJsonAsync("notes", "j", bytes);
        bytes[5] = (byte)'9';

        Assert.That(Encoding.UTF8.GetString((await Documents.GetJsonAsync("notes", "j"))!.Value.Span), Is.EqualTo("""{"a":1}"""));
    }

    [Test]
    public async Task A_document_of_15_MB_comes_back_as_it_was()
    {
        var json = Encoding.UTF8.GetBytes($$"""{"a":"{{new string('x', 15_000_000)}}"}""");
        await Documents.PutJsonAsync("notes", "j", json);

        Assert.That((await Documents.GetJsonAsync("notes", "j"))!.Value.Span.SequenceEqual(json), Is.True);
    }

    [Test]
    public async Task Names_differ_by_case_and_the_stores_settings_decide_them()
    {
        await Documents.CreateAsync("notes", new Note { Id = "n", Title = "x" });

        var json = Encoding.UTF8.GetString((await Documents.GetJsonAsync("notes", "n"))!.Value.Span);
        Assert.That(json, Does.Contain("\"title\":\"x\"").And.Not.Contain("Title"));
    }

    [Test]
    public async Task A_document_that_does_not_fit_the_type_is_InvalidDocument()
    {
        await Documents.PutJsonAsync("notes", "j", """{"rank":"five"}"""u8.ToArray());

        Assert.That(async () => await Documents.ReadAsync<Note>("notes", "j"), Throws.TypeOf<InvalidDocumentException>());
    }

    private static string Text(JsonProperty property) => property.Name + ":" + property.Value.ValueKind switch
    {
        JsonValueKind.String => property.Value.GetString(),
        JsonValueKind.Number => property.Value.GetRawText(),
        _ => property.Value.GetRawText().Replace(" ", "", StringComparison.Ordinal),
    };
}
