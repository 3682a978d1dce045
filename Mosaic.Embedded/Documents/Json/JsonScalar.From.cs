using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Mosaic.Documents.Json;

internal sealed partial class JsonScalar
{
    /// <summary>The scalar that System.Text.Json with its web defaults writes for <paramref name="value"/>.</summary>
    /// <exception cref="ArgumentException">The value is of a type that is not written as a scalar, is NaN or infinite,
    /// holds half of a surrogate pair, or is a number that no document can hold.</exception>
    public static JsonScalar From(object? value) => value switch
    {
        null => Null,
        JsonScalar scalar => scalar,
        string text => FromString(text),
        bool flag => flag ? True : False,
        char letter => FromString(letter.ToString()),
        sbyte or byte or short or ushort or int or uint or long or ulong or Int128 or UInt128 => FromInteger((IFormattable)value),
        decimal number => Write(number, static (writer, it) => writer.WriteNumberValue(it)),
        double number => Write(Finite(number), static (writer, it) => writer.WriteNumberValue(it)),
        float number => Write((float)Finite(number), static (writer, it) => writer.WriteNumberValue(it)),
        Half number => FromInteger((Half)Finite((double)number)),
        Enum constant => FromInteger((IFormattable)Convert.ChangeType(constant, constant.GetTypeCode(), CultureInfo.InvariantCulture)),
        Guid id => Write(id, static (writer, it) => writer.WriteStringValue(it)),
        DateTime time => Write(time, static (writer, it) => writer.WriteStringValue(it)),
        DateTimeOffset time => Write(time, static (writer, it) => writer.WriteStringValue(it)),
        DateOnly date => FromString(date.ToString("O", CultureInfo.InvariantCulture)),
        TimeOnly time => FromString(time.ToTimeSpan().ToString("c", CultureInfo.InvariantCulture)),
        TimeSpan span => FromString(span.ToString("c", CultureInfo.InvariantCulture)),
        Uri uri => FromString(uri.OriginalString),
        JsonElement element => FromElement(element),
        _ => throw new ArgumentException(
            $"A value of type {value.GetType()} cannot be compared with; use null, a string, boolean, number, date, time, Guid, Uri or enum.",
            nameof(value)),
    };

    /// <summary>The scalar of UTF-8 bytes that are known to be well-formed.</summary>
    public static JsonScalar FromUtf8(byte[] utf8) => new(JsonKind.String, utf8);

    /// <summary>The scalar of a JSON text that <see cref="JsonText.Validate"/> accepts.</summary>
    /// <exception cref="ArgumentException">It is an array or object.</exception>
    public static JsonScalar FromJson(ReadOnlySpan<byte> json)
    {
        var scanner = new JsonScanner(json);
        var slot = scanner.ReadValue();
        return slot.Kind switch
        {
            JsonKind.Null => Null,
            JsonKind.False => False,
            JsonKind.True => True,
            JsonKind.Number => new JsonScalar(JsonKind.Number, slot.Text(json).ToArray()),
            JsonKind.String => FromUtf8(slot.String(json).ToUtf8()),
            _ => throw new ArgumentException("A JSON array or object cannot be compared with; only null, booleans, numbers and strings.", nameof(json)),
        };
    }

    private static JsonScalar FromString(string text) => StrictUtf8.TryGetBytes(text, out var utf8)
        ? FromUtf8(utf8)
        : throw new ArgumentException("The text holds a surrogate without its partner, which no document can hold.", nameof(text));

    private static JsonScalar FromInteger(IFormattable number) =>
        new(JsonKind.Number, Encoding.ASCII.GetBytes(number.ToString(null, CultureInfo.InvariantCulture)));

    private static double Finite(double number) => double.IsFinite(number)
        ? number
        : throw new ArgumentException($"{number.ToString(CultureInfo.InvariantCulture)} is not a JSON number.", nameof(number));

    private static JsonScalar FromElement(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Undefined)
        {
            throw new ArgumentException("The JSON element has no value.", nameof(element));
        }

        var json = Encoding.UTF8.GetBytes(element.GetRawText());
        try
        {
            JsonText.Validate(json);
        }
        catch (InvalidDocumentException exception)
        {
            throw new ArgumentException(exception.Message, nameof(element), exception);
        }

        return FromJson(json);
    }

    private static JsonScalar Write<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>(64);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer, value);
        }

        return FromJson(buffer.WrittenSpan);
    }
}
