using Mosaic.Documents.Json;

namespace Mosaic.Documents.Filters;

/// <summary>Several paths as a tree, to find all their values in one pass over a document.</summary>
internal sealed class PathTree
{
    private readonly Node root = new(default);
    private readonly Dictionary<JsonPath, int> slots = [];

    public int Count => slots.Count;

    /// <summary>The place of the path's value among those that <see cref="Collect"/> fills.</summary>
    public int Add(JsonPath path)
    {
        if (slots.TryGetValue(path, out var known))
        {
            return known;
        }

        var node = root;
        foreach (var segment in path.Segments)
        {
            node = node.Child(segment);
        }

        node.Slot = slots.Count;
        slots.Add(path, node.Slot);
        return node.Slot;
    }

    /// <summary>Finds the values; reading ends with the last of them.</summary>
    /// <param name="json">A document that <see cref="JsonText.Validate"/> accepted.</param>
    /// <param name="found">One for each path, all missing at first.</param>
    public void Collect(ReadOnlySpan<byte> json, Span<JsonSlot> found)
    {
        var scanner = new JsonScanner(json);
        var remaining = Count;
        Visit(root, ref scanner, found, ref remaining);
    }

    /// <summary>Reads the next value, which is that of <paramref name="node"/>.</summary>
    private static void Visit(Node node, ref JsonScanner scanner, Span<JsonSlot> found, ref int remaining)
    {
        var kind = node.HasChildren ? scanner.Peek() : JsonKind.Missing;
        if (kind is not (JsonKind.Object or JsonKind.Array))
        {
            var value = scanner.ReadValue();
            Keep(node, value, found, ref remaining);
            return;
        }

        Keep(node, new JsonSlot(kind, false, scanner.Position, 0), found, ref remaining);
        scanner.Enter();
        if (kind == JsonKind.Object)
        {
            VisitMembers(node, ref scanner, found, ref remaining);
        }
        else
        {
            VisitElements(node, ref scanner, found, ref remaining);
        }
    }

    private static void VisitMembers(Node node, ref JsonScanner scanner, Span<JsonSlot> found, ref int remaining)
    {
        while (remaining > 0 && scanner.NextMember(out JsonString name))
        {
            if (node.Find(name) is { } child)
            {
                Visit(child, ref scanner, found, ref remaining);
            }
            else
            {
                scanner.ReadValue();
            }
        }
    }

    private static void VisitElements(Node node, ref JsonScanner scanner, Span<JsonSlot> found, ref int remaining)
    {
        for (var index = 0; remaining > 0 && scanner.NextElement(); index++)
        {
            if (node.Find(index) is { } child)
            {
                Visit(child, ref scanner, found, ref remaining);
            }
            else
            {
                scanner.ReadValue();
            }
        }
    }

    private static void Keep(Node node, JsonSlot value, Span<JsonSlot> found, ref int remaining)
    {
        if (node.Slot >= 0 && found[node.Slot].Kind == JsonKind.Missing)
        {
            found[node.Slot] = value;
            remaining--;
        }
    }

    private sealed class Node(PathSegment segment)
    {
        private Node[] children = [];

        public int Slot { get; set; } = -1;

        public bool HasChildren => children.Length > 0;

        private byte[] Name { get; } = segment.Name;

        private int Index { get; } = segment.Index;

        public Node Child(PathSegment wanted)
        {
            var child = Find(new JsonString(wanted.Name, escaped: false));
            if (child is null)
            {
                child = new Node(wanted);
                children = [.. children, child];
            }

            return child;
        }

        public Node? Find(JsonString name)
        {
            foreach (var child in children)
            {
                if (name.Equals(child.Name))
                {
                    return child;
                }
            }

            return null;
        }

        public Node? Find(int index)
        {
            foreach (var child in children)
            {
                if (child.Index == index)
                {
                    return child;
                }
            }

            return null;
        }
    }
}
