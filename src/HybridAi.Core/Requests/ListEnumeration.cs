namespace HybridAi;

/// <summary>Goes through a list by index: <c>foreach</c> over an interface allocates an enumerator each time, on every content of every message.</summary>
internal static class ListEnumeration
{
    public static ListSequence<T> Each<T>(this IList<T> list) => new(list);

    public readonly struct ListSequence<T>(IList<T> list)
    {
        public Enumerator GetEnumerator() => new(list);

        public struct Enumerator(IList<T> list)
        {
            private int _at = -1;

            public readonly T Current => list[_at];

            public bool MoveNext() => ++_at < list.Count;
        }
    }
}
