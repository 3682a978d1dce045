using System.Text.Json;

namespace Mosaic.Memory.Rows;

/// <summary>A preference's row, without what its key says.</summary>
internal sealed record PreferenceContent(string? Category, JsonElement Value);
