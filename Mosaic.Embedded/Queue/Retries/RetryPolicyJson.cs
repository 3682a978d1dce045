using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mosaic.Queue;

/// <summary>A retry policy within JSON: its bytes in base 64.</summary>
internal sealed class RetryPolicyJson : JsonConverter<RetryPolicy>
{
    public override RetryPolicy Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => RetryCodec.Decode(reader.GetBytesFromBase64());

    public override void Write(Utf8JsonWriter writer, RetryPolicy value, JsonSerializerOptions options) => writer.WriteBase64StringValue(RetryCodec.Encode(value));
}
