def index_page(period, places, record, lang): return "<html>"
