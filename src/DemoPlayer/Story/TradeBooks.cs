namespace CryptoVault.DemoPlayer.Story;

/// <summary>What trading does to the customers' balances. In this story Ana always sells and Ben always buys.</summary>
internal sealed class TradeBooks(Stage stage)
{
    private Market Market => Market.Of(stage);

    /// <summary>An order enters the book: what it may need is held.</summary>
    public void Rest(Person person, string side, Int128 quantity, Int128 price)
    {
        var (asset, units) = Reserved(side, quantity, price);
        stage.Books.Hold(person, asset, units);
    }

    /// <summary>What is left of an order goes: so does its hold.</summary>
    public void Unrest(Person person, string side, Int128 quantity, Int128 price)
    {
        var (asset, units) = Reserved(side, quantity, price);
        stage.Books.Release(person, asset, units);
    }

    /// <summary>Ben takes from Ana's resting sell.</summary>
    public void MakerSold(Int128 quantity, Int128 price)
    {
        var notional = Market.Notional(quantity, price);
        stage.Books.PayFromHold(stage.Ana, Market.Base, quantity);
        stage.Books.Credit(stage.Ana, Market.Quote, notional - Market.Fee(notional, Market.MakerFeeBp));
        stage.Books.Pay(stage.Ben, Market.Quote, notional);
        stage.Books.Credit(stage.Ben, Market.Base, quantity - Market.Fee(quantity, Market.TakerFeeBp));
    }

    /// <summary>Ana sells into Ben's resting buy.</summary>
    public void MakerBought(Int128 quantity, Int128 price)
    {
        var notional = Market.Notional(quantity, price);
        stage.Books.PayFromHold(stage.Ben, Market.Quote, notional);
        stage.Books.Credit(stage.Ben, Market.Base, quantity - Market.Fee(quantity, Market.MakerFeeBp));
        stage.Books.Pay(stage.Ana, Market.Base, quantity);
        stage.Books.Credit(stage.Ana, Market.Quote, notional - Market.Fee(notional, Market.TakerFeeBp));
    }

    private (string Asset, Int128 Units) Reserved(string side, Int128 quantity, Int128 price) =>
        side == "sell" ? (Market.Base, quantity) : (Market.Quote, Market.Notional(quantity, price));
}
