using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Mosaic.Benchmarks.Notes;

/// <summary>
/// Notes by number, as objects and as their JSON, which is the same bytes that <see cref="JsonSerializer"/> writes. The bytes
/// are stamped into a copy of a template, so that making a payload costs every side the same and little.
/// </summary>
internal static class NoteSource
{
    public const int Bytes = 300;
    public const int Users = 10_000;

    private const int TextCount = 64;
    private const string UserPrefix = "user-";
    private static readonly string EmptyId = Guid.Empty.ToString();
    private static readonly string[] Texts = MakeTexts();
    private static readonly byte[][] Templates = [.. Texts.Select(text => Serialize(new Note(EmptyId, "note", UserPrefix + "0000", 10, text)))];
    private static readonly int IdAt = Templates[0].AsSpan().IndexOf(Encoding.UTF8.GetBytes(EmptyId));
    private static readonly int UserAt = Templates[0].AsSpan().IndexOf("user-0000"u8) + UserPrefix.Length;
    private static readonly int PriorityAt = Templates[0].AsSpan().IndexOf("\"priority\":10"u8) + "\"priority\":".Length;

    public static Note Create(string id, long number) =>
        new(id, "note", User(UserOf(number)), PriorityOf(number), Texts[number % TextCount]);

    public static byte[] Json(string id, long number)
    {
        var json = Templates[number % TextCount].AsSpan().ToArray();
        Encoding.UTF8.GetBytes(id, json.AsSpan(IdAt));
        Utf8Formatter.TryFormat(UserOf(number), json.AsSpan(UserAt), out _, new('D', 4));
        Utf8Formatter.TryFormat(PriorityOf(number), json.AsSpan(PriorityAt), out _);
        return json;
    }

    public static string User(int user) => $"{UserPrefix}{user:D4}";

    public static byte[] Serialize(Note note) => JsonSerializer.SerializeToUtf8Bytes(note, JsonSerializerOptions.Web);

    public static Note Deserialize(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<Note>(json, JsonSerializerOptions.Web)!;

    private static int UserOf(long number) => (int)(NoteIds.Hash(number) % Users);

    private static int PriorityOf(long number) => 10 + (int)(NoteIds.Hash(~number) % 90);

    private static string[] MakeTexts()
    {
        var random = new Random(1);
        var room = Bytes - Serialize(new Note(EmptyId, "note", UserPrefix + "0000", 10, "")).Length;
        return [.. Enumerable.Range(0, TextCount).Select(_ => new string(random.GetItems<char>("abcdefghijklmnopqrstuvwxyz     ", room)))];
    }
}
