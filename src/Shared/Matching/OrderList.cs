namespace CryptoVault.Matching;

/// <summary>A list of orders by their slots, first come first; the links are the orders' own.</summary>
internal struct OrderList
{
    public int Head;
    public int Tail;

    public static OrderList Empty => new() { Head = -1, Tail = -1 };

    public void Append(int slot, BookOrder[] orders)
    {
        orders[slot].Next = -1;
        orders[slot].Previous = Tail;
        if (Tail == -1)
        {
            Head = slot;
        }
        else
        {
            orders[Tail].Next = slot;
        }

        Tail = slot;
    }

    public void Remove(int slot, BookOrder[] orders)
    {
        var (previous, next) = (orders[slot].Previous, orders[slot].Next);
        if (previous == -1)
        {
            Head = next;
        }
        else
        {
            orders[previous].Next = next;
        }

        if (next == -1)
        {
            Tail = previous;
        }
        else
        {
            orders[next].Previous = previous;
        }
    }
}
