do $mosaic$ begin raise exception 'Others wrote the same documents at once.' using errcode = '40001'; end $mosaic$
